/// Texts as a language model might write them, right ones and wrong ones, made without knowing what
/// will judge them: nothing here may import anything of the house. Start at [Corpus].
@org.jspecify.annotations.NullMarked
package apex.spend.texts;
