/// The price book that came with the build, read from the class path. Knows no usage.
@org.jspecify.annotations.NullMarked
package apex.backend.prices;
