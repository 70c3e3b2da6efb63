package apex.spend.price;

import apex.kernel.spelling.Spelling;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds a model by its name, rung by rung; when none holds, names the known ones most like it.
record Ladder(List<PriceTable.ProviderRow> providers) {
  private static final Pattern SHORT_DATE =
      Pattern.compile("-(20\\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])(?=-|:|$)");
  private static final int NEAREST = 3;

  /// Less alike than this is no neighbour. Measured as shared pairs of letters or as letters that
  /// are no slip, whichever is more, 0 to 1.
  private static final double ALIKE = 0.6;

  /// With more slips than one in so many letters it is another name, not a misspelt one.
  private static final int LETTERS_A_SLIP = 5;

  PriceBook.Search find(
      Optional<PriceTable.ProviderRow> provider, String providerName, String model) {
    if (provider.isEmpty())
      return named(model)
          .<PriceBook.Search>map(hit -> hit)
          .orElseGet(() -> unknownProvider(providerName, model));
    return rungs(provider.get(), model)
        .<PriceBook.Search>map(hit -> hit)
        .orElseGet(() ->
            new PriceBook.Search.Miss(
                WhyUnpriced.UNKNOWN_MODEL,
                provider.get().id() + " has no model named " + model,
                nearest(provider.get().models(), model)));
  }

  private PriceBook.Search unknownProvider(String providerName, String model) {
    return new PriceBook.Search.Miss(
        WhyUnpriced.UNKNOWN_PROVIDER,
        providerName.isEmpty()
            ? "no provider is named and none is known for the model " + model
            : "the provider %s is unknown%s".formatted(providerName, meant(providerName)),
        nearest(providers.stream().flatMap(row -> row.models().stream()).toList(), model));
  }

  private String meant(String providerName) {
    return providers.stream()
        .map(PriceTable.ProviderRow::id)
        .filter(id -> Spelling.slips(providerName, id) <= slips(providerName))
        .min(Comparator.comparingInt(id -> Spelling.slips(providerName, id)))
        .map(", the nearest known is %s"::formatted)
        .orElse("");
  }

  private static int slips(String name) {
    return Math.max(1, name.length() / LETTERS_A_SLIP);
  }

  /// By what the name itself says of its provider: the form of a host, or a vendor before a slash.
  private Optional<PriceBook.Search.Hit> named(String model) {
    return onBedrock(model).or(() -> vendor(model));
  }

  private Optional<PriceBook.Search.Hit> vendor(String model) {
    int slash = model.indexOf('/');
    if (slash <= 0) return Optional.empty();
    var name = model.substring(0, slash);
    return providers.stream()
        .filter(row -> row.id().equals(name) || row.byName().fits(name))
        .findFirst()
        .flatMap(row -> rungs(row, model.substring(slash + 1)))
        .map(hit -> new PriceBook.Search.Hit(hit.listing(), Quote.Match.VENDOR_IN_NAME));
  }

  private Optional<PriceBook.Search.Hit> rungs(PriceTable.ProviderRow provider, String model) {
    return own(provider, model)
        .or(() -> rewritten(provider, model))
        .or(() -> prefixRemoved(provider, model))
        .or(() -> hostForm(provider, model))
        .or(() -> fineTune(provider, model));
  }

  private Optional<PriceBook.Search.Hit> hostForm(PriceTable.ProviderRow provider, String model) {
    return HostForms.of(model).stream()
        .flatMap(form -> own(provider, form).or(() -> rewritten(provider, form)).stream())
        .findFirst()
        .map(hit -> new PriceBook.Search.Hit(hit.listing(), Quote.Match.HOST_FORM))
        .or(() -> onBedrock(model));
  }

  /// An id of Bedrock says by itself who serves the model, whatever the emitter calls the provider.
  private Optional<PriceBook.Search.Hit> onBedrock(String model) {
    return HostForms.bedrock(model)
        .flatMap(id ->
            providers.stream()
                .filter(row -> row.id().equals(HostForms.BEDROCK))
                .findFirst()
                .flatMap(row -> own(row, id).or(() -> rewritten(row, id))))
        .map(hit -> new PriceBook.Search.Hit(hit.listing(), Quote.Match.HOST_FORM));
  }

  private Optional<PriceBook.Search.Hit> fineTune(PriceTable.ProviderRow provider, String model) {
    return HostForms.fineTuned(model)
        .flatMap(base -> own(provider, base).or(() -> rewritten(provider, base)))
        .map(hit -> new PriceBook.Search.Hit(hit.listing(), Quote.Match.FINE_TUNE));
  }

  private Optional<PriceBook.Search.Hit> own(PriceTable.ProviderRow provider, String model) {
    return listed(provider, model).or(() -> resold(provider, model));
  }

  private static Optional<PriceBook.Search.Hit> listed(
      PriceTable.ProviderRow provider, String model) {
    return provider.models().stream()
        .filter(listing -> listing.rule().fits(model))
        .findFirst()
        .map(listing ->
            new PriceBook.Search.Hit(
                listing,
                listing.id().equalsIgnoreCase(model) ? Quote.Match.EXACT : Quote.Match.RULE));
  }

  private Optional<PriceBook.Search.Hit> resold(PriceTable.ProviderRow provider, String model) {
    return provider.resells().stream()
        .flatMap(id -> providers.stream().filter(row -> row.id().equals(id)))
        .flatMap(other -> listed(other, model).stream())
        .findFirst()
        .map(hit -> new PriceBook.Search.Hit(hit.listing(), Quote.Match.RESOLD));
  }

  private Optional<PriceBook.Search.Hit> rewritten(PriceTable.ProviderRow provider, String model) {
    var dated =
        SHORT_DATE
            .matcher(model)
            .replaceAll(date ->
                isDay(date.group(1), date.group(2), date.group(3))
                    ? "-%s-%s-%s".formatted(date.group(1), date.group(2), date.group(3))
                    : date.group());
    if (dated.equals(model)) return Optional.empty();
    return own(provider, dated)
        .map(hit -> new PriceBook.Search.Hit(hit.listing(), Quote.Match.DATE_REWRITTEN));
  }

  private Optional<PriceBook.Search.Hit> prefixRemoved(
      PriceTable.ProviderRow provider, String model) {
    if (!model.startsWith(provider.id() + "/")) return Optional.empty();
    var bare = model.substring(provider.id().length() + 1);
    return own(provider, bare)
        .or(() -> rewritten(provider, bare))
        .map(hit -> new PriceBook.Search.Hit(hit.listing(), Quote.Match.PREFIX_REMOVED));
  }

  private static boolean isDay(String year, String month, String day) {
    try {
      LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day));
      return true;
    } catch (DateTimeException notADay) {
      return false;
    }
  }

  private static List<Listing> nearest(List<Listing> known, String model) {
    var pairs = pairs(model);
    return known.stream()
        .filter(listing -> listing.periods().getLast().price().rates().byTokens())
        .map(listing -> new Neighbour(listing, alike(model, pairs, listing.id())))
        .filter(neighbour -> neighbour.alike >= ALIKE)
        .sorted(
            Comparator.comparingDouble((Neighbour neighbour) -> -neighbour.alike)
                .thenComparing(neighbour -> neighbour.listing.provider())
                .thenComparing(neighbour -> neighbour.listing.id()))
        .limit(NEAREST)
        .map(Neighbour::listing)
        .toList();
  }

  private record Neighbour(Listing listing, double alike) {}

  private static double alike(String name, Set<String> pairs, String known) {
    double shared = alike(pairs, pairs(known));
    int slips = Spelling.slips(name, known.toLowerCase(java.util.Locale.ROOT));
    return slips > slips(name)
        ? shared
        : Math.max(shared, 1 - (double) slips / Math.max(name.length(), known.length()));
  }

  private static double alike(Set<String> one, Set<String> other) {
    if (one.isEmpty() || other.isEmpty()) return 0;
    double shared = one.stream().filter(other::contains).count();
    return 2 * shared / (one.size() + other.size());
  }

  private static Set<String> pairs(String name) {
    var pairs = new HashSet<String>();
    for (int i = 0; i + 2 <= name.length(); i++)
      pairs.add(name.substring(i, i + 2).toLowerCase(java.util.Locale.ROOT));
    return pairs;
  }
}
