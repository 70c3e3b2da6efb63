/// The models that run inside the process. Start at [SentenceModel]. Knows no question and no
/// usage.
@org.jspecify.annotations.NullMarked
package apex.backend.model;
