"""`doctor`: what is wrong with a station, why it matters, and the mend."""
