/// Ways to spend less, one class each, pure functions over figures. Start at [Analyses]: a new one
/// is a class that implements [Analysis], its line in that list, and its test. Knows no query and
/// no wording of an answer.
@org.jspecify.annotations.NullMarked
package apex.spend.analysis;
