/// Whether the analyses find planted waste, and how large they say it is, against the truth: the
/// same month generated without it. Start at [AnalysesBench]. The truth shares no code with the
/// analyses but the price of a call.
@org.jspecify.annotations.NullMarked
package apex.bench.analyses;
