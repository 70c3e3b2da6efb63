package apex.spend.figures;

/// Spend of one group: a model, a route, a provider or a day.
public record SpendBy(String group, Spend spend) {}
