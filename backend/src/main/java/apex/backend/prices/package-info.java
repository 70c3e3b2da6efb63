/// What usage costs a workspace: the build's price book read from the class path ([BuiltInPrices]),
/// the same under each workspace's own terms ([WorkspaceBooks]), the same usage at the prices of
/// another day ([PriceDiff]), and second sets of costs ([Repricer]). Multiplies nothing itself:
/// that is `spend.price.Cost`.
@org.jspecify.annotations.NullMarked
package apex.backend.prices;
