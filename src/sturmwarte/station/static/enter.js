// The one-time link of a demo: posts its form, so that nobody has to press the button.
document.getElementById("enter").requestSubmit();
