package apex.bench.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The class files of every module, as the compiler left them.
final class House {
  static final List<String> MODULES =
      List.of(
          "kernel",
          "spend",
          "stores",
          "edge",
          "embedded",
          "auth",
          "backend",
          "ops",
          "launcher",
          "bench");

  private static final Path ROOT = Path.of(System.getProperty("apex.root", ".."));

  static JavaClasses main() {
    return new ClassFileImporter().importPaths(folders("classes"));
  }

  static JavaClasses tests() {
    return new ClassFileImporter().importPaths(folders("test-classes"));
  }

  static JavaClasses module(String module) {
    return new ClassFileImporter().importPath(folder(module, "classes"));
  }

  /// How many class files the compiler wrote for the module: what an import must not fall short of.
  static long classFiles(String module) {
    try (Stream<Path> files = Files.walk(folder(module, "classes"))) {
      return files.filter(file -> file.toString().endsWith(".class")).count();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static Path folder(String module, String kind) {
    return ROOT.resolve(module).resolve("target").resolve(kind);
  }

  private static List<Path> folders(String kind) {
    return MODULES.stream().map(module -> folder(module, kind)).filter(Files::isDirectory).toList();
  }

  private House() {}
}
