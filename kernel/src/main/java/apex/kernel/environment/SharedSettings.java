package apex.kernel.environment;

/// Settings that more than one process reads, so that each is declared once.
public final class SharedSettings {
  public static final Setting<Stage> STAGE =
      Setting.of("APEX_STAGE", "development, staging or production", "development", Stage::parse);
  public static final Setting<Secret> SERVICE_SECRET =
      Setting.secret("SERVICE_SECRET", "shared by auth and backend, to know each other by");
  public static final Setting<String> AUTH_ISSUER =
      Setting.text("AUTH_ISSUER", "what tokens name as their issuer", "http://127.0.0.1:8081");
  public static final Setting<Integer> BACKEND_PORT =
      Setting.number("BACKEND_PORT", "port of the page and the API, 0 for any free one", 8000);

  private SharedSettings() {}
}
