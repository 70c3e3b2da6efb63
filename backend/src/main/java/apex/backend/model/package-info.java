/// The models that an answer may use: [SentenceModel], inside the process, and [LanguageModel],
/// another's, where one is set. Knows no question and no usage.
@org.jspecify.annotations.NullMarked
package apex.backend.model;
