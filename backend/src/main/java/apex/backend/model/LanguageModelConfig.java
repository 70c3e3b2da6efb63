package apex.backend.model;

import apex.kernel.environment.Environment;
import apex.kernel.environment.Secret;
import apex.kernel.environment.Setting;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Which language model words the answers, and how much it may be asked. Without a provider there
/// is none, and nothing of it is loaded.
///
/// @param model the provider's name for it, such as `gpt-4o-mini`
/// @param key absent only where the provider wants none
/// @param timeout longest wait for one reply
/// @param tokensMax most tokens of one reply, 100 to 32000
/// @param replyBytesMax longest reply on the wire, 1 KiB to 16 MiB
/// @param callsAtOnce 1 to 64, of the process
/// @param callsPerRun 1 to 10
/// @param callsPerMinute 1 to 10000, of the process
public record LanguageModelConfig(
    ModelProvider provider,
    String model,
    Optional<Secret> key,
    URI url,
    Duration timeout,
    int tokensMax,
    int replyBytesMax,
    int callsAtOnce,
    int callsPerRun,
    int callsPerMinute) {
  private static final Setting<Optional<ModelProvider>> PROVIDER =
      Setting.of(
          "LLM_PROVIDER",
          "who serves the language model that triages and words answers: openai, anthropic, gemini,"
              + " ollama or compatible (any server of OpenAI's chat completions); empty for none",
          "",
          ModelProvider::parse);
  private static final Setting<Optional<String>> MODEL =
      optional("LLM_MODEL", "its name at the provider; required with LLM_PROVIDER");
  private static final Setting<Optional<Secret>> KEY =
      new Setting<>(
          "LLM_API_KEY",
          "the provider's key; required for openai, anthropic and gemini",
          Optional.of(""),
          text -> Optional.of(text).filter(Predicate.not(String::isBlank)).map(Secret::new),
          true);
  private static final Setting<Optional<URI>> URL =
      Setting.of(
          "LLM_URL",
          "address of the provider's API; required for compatible, else the provider's own",
          "",
          text -> Optional.of(text).filter(Predicate.not(String::isBlank)).map(URI::create));
  private static final Setting<Duration> TIMEOUT =
      Setting.duration("LLM_TIMEOUT", "longest wait for one reply, PT0.1S to PT2M", "PT15S");
  private static final Setting<Integer> TOKENS_MAX =
      Setting.number("LLM_TOKENS_MAX", "most tokens of one reply, 100 to 32000", 2000);
  private static final Setting<Integer> REPLY_BYTES_MAX =
      Setting.number(
          "LLM_REPLY_BYTES_MAX", "longest reply on the wire, 1024 to 16777216 bytes", 1 << 20);
  private static final Setting<Integer> AT_ONCE =
      Setting.number("LLM_CALLS_AT_ONCE", "most calls at the same time, 1 to 64", 4);
  private static final Setting<Integer> PER_RUN =
      Setting.number("LLM_CALLS_PER_RUN", "most calls for one answer, 1 to 10", 3);
  private static final Setting<Integer> PER_MINUTE =
      Setting.number("LLM_CALLS_PER_MINUTE", "most calls of the process, 1 to 10000", 60);

  private static Setting<Optional<String>> optional(String name, String purpose) {
    return Setting.of(
        name,
        purpose,
        "",
        text -> Optional.of(text.strip()).filter(Predicate.not(String::isEmpty)));
  }

  public LanguageModelConfig {
    URL.check(
        ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
            && url.getHost() != null,
        "must begin with http:// or https:// and name a host",
        url);
    TIMEOUT.check(within(timeout.toMillis(), 100, 120_000), "must be PT0.1S to PT2M", timeout);
    TOKENS_MAX.check(within(tokensMax, 100, 32_000), "must be 100 to 32000", tokensMax);
    REPLY_BYTES_MAX.check(
        within(replyBytesMax, 1024, 1 << 24), "must be 1024 to 16777216", replyBytesMax);
    AT_ONCE.check(within(callsAtOnce, 1, 64), "must be 1 to 64", callsAtOnce);
    PER_RUN.check(within(callsPerRun, 1, 10), "must be 1 to 10", callsPerRun);
    PER_MINUTE.check(within(callsPerMinute, 1, 10_000), "must be 1 to 10000", callsPerMinute);
  }

  private static boolean within(long value, long least, long most) {
    return value >= least && value <= most;
  }

  /// Empty without a provider. Refuses with CONFIGURATION when only a part is given, naming each
  /// setting.
  public static Optional<LanguageModelConfig> from(Environment environment) {
    var values = environment.read(settings().toArray(Setting<?>[]::new));
    var provider = values.get(PROVIDER);
    if (provider.isEmpty()) {
      refuseHalf(values);
      return Optional.empty();
    }
    requireWhole(provider.get(), values);
    return Optional.of(
        new LanguageModelConfig(
            provider.get(),
            values.get(MODEL).orElseThrow(),
            values.get(KEY),
            values.get(URL).or(provider.get()::address).orElseThrow(),
            values.get(TIMEOUT),
            values.get(TOKENS_MAX),
            values.get(REPLY_BYTES_MAX),
            values.get(AT_ONCE),
            values.get(PER_RUN),
            values.get(PER_MINUTE)));
  }

  private static void refuseHalf(Environment.Values values) {
    for (var setting : List.of(MODEL, KEY, URL))
      if (values.get(setting).isPresent())
        throw new ApexException(
            ErrorCode.CONFIGURATION,
            "LLM_PROVIDER is missing: %s is set and names no provider".formatted(setting.name()));
  }

  private static void requireWhole(ModelProvider provider, Environment.Values values) {
    var missing = new ArrayList<String>();
    if (values.get(MODEL).isEmpty()) missing.add(MODEL.name());
    if (provider.keyed() && values.get(KEY).isEmpty()) missing.add(KEY.name());
    if (provider.address().isEmpty() && values.get(URL).isEmpty()) missing.add(URL.name());
    if (!missing.isEmpty())
      throw new ApexException(
          ErrorCode.CONFIGURATION,
          "LLM_PROVIDER=%s needs %s".formatted(provider.label(), String.join(" and ", missing)));
  }

  /// Every setting of the language model, for the generated documents.
  public static List<Setting<?>> settings() {
    return List.of(
        PROVIDER,
        MODEL,
        KEY,
        URL,
        TIMEOUT,
        TOKENS_MAX,
        REPLY_BYTES_MAX,
        AT_ONCE,
        PER_RUN,
        PER_MINUTE);
  }
}
