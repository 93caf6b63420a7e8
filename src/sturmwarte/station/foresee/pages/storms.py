from django.shortcuts import render
from sturmwarte.station.frame.access import page, call
from sturmwarte.station.foresee.roles import SEE, BRING
@page(BRING)
def listing(request):
    return render(request, "foresee/waves.html", {})
@call(BRING)
def bring_storm(request):
    return render(request, "foresee/waves.html", {})
@page(BRING)
def storm(request, id):
    return render(request, "foresee/waves.html", {})
@call(BRING)
def forget(request, id):
    return render(request, "foresee/waves.html", {})
