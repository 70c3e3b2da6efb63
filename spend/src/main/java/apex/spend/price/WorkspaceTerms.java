package apex.spend.price;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a workspace pays otherwise than the book says: its own prices, its discounts and its names
/// for models. Of one kind, no two that mean the same model may hold at the same time.
///
/// @param prices with the basis [Basis#OVERRIDE]; they win for exactly their provider and model
public record WorkspaceTerms(List<Price> prices, List<Discount> discounts, List<Alias> aliases) {
  public static final WorkspaceTerms NONE = new WorkspaceTerms(List.of(), List.of(), List.of());

  private record Claim(String kind, String provider, String model, Stretch stretch) {
    boolean against(Claim other) {
      return kind.equals(other.kind)
          && provider.equalsIgnoreCase(other.provider)
          && model.equalsIgnoreCase(other.model)
          && stretch.overlaps(other.stretch);
    }
  }

  public WorkspaceTerms {
    prices = List.copyOf(prices);
    discounts = List.copyOf(discounts);
    aliases = List.copyOf(aliases);
    checkOverlaps(claims(prices, discounts, aliases));
  }

  boolean none() {
    return prices.isEmpty() && discounts.isEmpty() && aliases.isEmpty();
  }

  Optional<Price> price(String provider, String model, Instant at) {
    return prices.stream()
        .filter(price -> price.provider().isEmpty() || price.provider().equalsIgnoreCase(provider))
        .filter(price -> price.model().equalsIgnoreCase(model) && price.holds(at))
        .findFirst();
  }

  Optional<Alias> alias(String provider, String model, Instant at) {
    return aliases.stream().filter(alias -> alias.fits(provider, model, at)).findFirst();
  }

  /// The narrowest discount that holds: of the model, of the provider, of everything.
  Price discounted(Price price, Instant at) {
    return discounts.stream()
        .filter(discount -> discount.fits(price, at))
        .max((one, other) -> Integer.compare(narrowness(one), narrowness(other)))
        .map(discount -> discount.applied(price))
        .orElse(price);
  }

  Stream<Instant> days() {
    return claims(prices, discounts, aliases).stream()
        .flatMap(
            claim -> Stream.concat(claim.stretch.from().stream(), claim.stretch.to().stream()));
  }

  /// The same for the same terms, in any process: eight hexadecimal digits.
  String fingerprint() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var bytes = digest.digest(toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes).substring(0, 8);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  private static int narrowness(Discount discount) {
    return (discount.model().isEmpty() ? 0 : 2) + (discount.provider().isEmpty() ? 0 : 1);
  }

  private static List<Claim> claims(
      List<Price> prices, List<Discount> discounts, List<Alias> aliases) {
    return Stream.of(
            prices.stream()
                .map(p -> claim("price", p.provider(), p.model(), p.validFrom(), p.validTo())),
            discounts.stream()
                .map(d -> claim("discount", d.provider(), d.model(), d.validFrom(), d.validTo())),
            aliases.stream()
                .map(a -> claim("alias", a.provider(), a.model(), a.validFrom(), a.validTo())))
        .flatMap(claims -> claims)
        .toList();
  }

  private static Claim claim(
      String kind, String provider, String model, Optional<Instant> from, Optional<Instant> to) {
    return new Claim(kind, provider, model, new Stretch(from, to));
  }

  private static void checkOverlaps(List<Claim> claims) {
    for (int i = 0; i < claims.size(); i++)
      for (int j = i + 1; j < claims.size(); j++)
        if (claims.get(i).against(claims.get(j)))
          throw new IllegalArgumentException(
              "two entries of the kind %s for %s %s hold at the same time: %s and %s; end the first with valid_to"
                  .formatted(
                      claims.get(i).kind,
                      claims.get(i).provider,
                      claims.get(i).model,
                      claims.get(i).stretch.words(),
                      claims.get(j).stretch.words()));
  }
}
