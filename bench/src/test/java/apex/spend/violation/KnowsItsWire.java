package apex.spend.violation;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Breaks: domain records carry no wire annotation.
public record KnowsItsWire(@JsonProperty("cost_usd") String cost) {}
