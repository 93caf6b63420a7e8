from django.shortcuts import render
from sturmwarte.station.frame.access import page
from sturmwarte.station.foresee.roles import SEE, BRING


@page(SEE)
def signs(request):
    return render(request, "foresee/waves.html", {})
