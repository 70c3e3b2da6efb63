/// Ways to spend less, one class each, pure functions over figures: each answers [Proposal]s, which
/// hold a [Finding] and the [Action] that belongs to it. Knows no query and no wording of an
/// answer.
@org.jspecify.annotations.NullMarked
package apex.spend.analysis;
