package apex.bench.docs;

import static org.assertj.core.api.Assertions.assertThat;

import apex.kernel.environment.Setting;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Every setting is declared once, and `docs/settings.md` and `.env.example` are made from the
/// declarations.
class SettingsPageTest {
  private static final List<String> MODULES =
      List.of("kernel", "stores", "edge", "embedded", "auth", "backend", "ops", "launcher");

  private static final List<Declared> SETTINGS = declared();

  @Test
  void noSettingIsDeclaredTwice() {
    assertThat(SETTINGS).extracting(declared -> declared.setting().name()).doesNotHaveDuplicates();
    assertThat(SETTINGS).hasSizeGreaterThan(10);
  }

  @Test
  void settingsPageIsFresh() throws IOException {
    new GeneratedPage("docs/settings.md", page()).check();
  }

  @Test
  void exampleEnvironmentIsFresh() throws IOException {
    new GeneratedPage(".env.example", example()).check();
  }

  private record Declared(String module, Setting<?> setting) {
    String row() {
      return "| `%s` | %s | %s |"
          .formatted(
              setting.name(),
              setting.secret()
                  ? (setting.fallback().isPresent() ? "none, secret" : "required, secret")
                  : setting
                      .fallback()
                      .map(text -> text.isEmpty() ? "none" : "`" + text + "`")
                      .orElse("required"),
              setting.purpose().replace("|", "\\|"));
    }

    String line() {
      return "# %s\n%s%s="
              .formatted(
                  setting.purpose(), setting.fallback().isPresent() ? "# " : "", setting.name())
          + setting.fallback().orElse("");
    }
  }

  private static String page() {
    var page = new StringBuilder();
    page.append("# Settings\n\n");
    page.append(
        "Made from the declarations in the code; a test keeps it true. Environment variables, read once,\n");
    page.append(
        "in `main`. A wrong or missing one stops the process and is named; a secret has no default.\n");
    for (var module : MODULES) {
      var rows = SETTINGS.stream().filter(declared -> declared.module().equals(module)).toList();
      if (rows.isEmpty()) continue;
      page.append("\n## ")
          .append(module)
          .append("\n\n| setting | default | what it is |\n| --- | --- | --- |\n");
      rows.forEach(declared -> page.append(declared.row()).append('\n'));
    }
    return page.toString();
  }

  private static String example() {
    return SETTINGS.stream().map(Declared::line).collect(Collectors.joining("\n\n", "", "\n"));
  }

  private static List<Declared> declared() {
    var found = new ArrayList<Declared>();
    for (var module : MODULES)
      for (var type : new ClassFileImporter().importPath(classes(module)))
        collect(module, type, found);
    found.sort(
        Comparator.comparing((Declared d) -> MODULES.indexOf(d.module()))
            .thenComparing(d -> d.setting().name()));
    return List.copyOf(found);
  }

  private static void collect(String module, JavaClass type, List<Declared> found) {
    type.getFields().stream()
        .filter(field -> field.getRawType().isEquivalentTo(Setting.class))
        .filter(field ->
            field.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.STATIC))
        .forEach(field -> found.add(new Declared(module, value(field))));
  }

  private static Setting<?> value(JavaField field) {
    try {
      Field reflected = field.reflect();
      reflected.setAccessible(true);
      return (Setting<?>) reflected.get(null);
    } catch (IllegalAccessException closed) {
      throw new AssertionError(field.getFullName() + " cannot be read", closed);
    }
  }

  private static Path classes(String module) {
    return Path.of(System.getProperty("apex.root", ".."), module, "target", "classes");
  }
}
