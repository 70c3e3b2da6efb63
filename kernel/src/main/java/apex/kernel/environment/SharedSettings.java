package apex.kernel.environment;

/// Ports that a process listens on and that the launcher chooses, so that each is declared once.
public final class SharedSettings {
  public static final Setting<Integer> BACKEND_PORT =
      Setting.number("BACKEND_PORT", "port of the page and the API, 0 for any free one", 8000);
  public static final Setting<Integer> AUTH_PORT =
      Setting.number("AUTH_PORT", "port of the auth service, 0 for any free one", 8081);

  private SharedSettings() {}
}
