package apex.spend.habits;

/// A model on a route, as the calls name them.
record CallGroup(String provider, String model, String route) {}
