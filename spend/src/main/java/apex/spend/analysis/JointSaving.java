package apex.spend.analysis;

import java.math.BigDecimal;

/// What all counted findings save together, overlaps taken out, beside the sum that would count
/// them twice. US dollars, six decimals.
public record JointSaving(
    BigDecimal p10Usd, BigDecimal p50Usd, BigDecimal p90Usd, BigDecimal naiveSumUsd) {}
