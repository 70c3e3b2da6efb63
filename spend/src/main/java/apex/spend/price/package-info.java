/// What tokens cost. [PriceBook] finds the [Price] of a model at an instant, [Cost] is the only
/// place where tokens meet prices, [Coverage] says how much of a total is known, and [Usd] how
/// money is written. Knows where a price comes from and nothing about saving.
@org.jspecify.annotations.NullMarked
package apex.spend.price;
