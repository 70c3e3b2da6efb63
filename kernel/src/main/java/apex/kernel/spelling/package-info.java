/// How far one spelling is from another, for every place that guesses what a mistyped name was
/// meant to be. What is near enough is the guesser's own affair.
@org.jspecify.annotations.NullMarked
package apex.kernel.spelling;
