package apex.spend.analysis;

/// Prompts that mean the same and are not the same. They can only be found where the prompts
/// themselves are stored, which this house does not do: it keeps hashes, counts and sizes. It
/// refuses with that reason; it would be a hypothesis at best, since a wrong hit answers another
/// question (docs/decisions/0008).
final class SemanticDuplicates implements Analysis {
  @Override
  public String kind() {
    return "semantic_duplicates";
  }

  @Override
  public String answers() {
    return "which prompts mean the same, and what would a semantic cache save";
  }

  @Override
  public Outcome analyse(Study study) {
    return new Outcome.Refused(
        "prompts are not stored, and whether two mean the same cannot be told from their hashes",
        "nothing today: only hashes, counts and sizes of prompts are kept");
  }
}
