package apex.backend.report;

import java.util.List;

/// What a section is made of.
sealed interface Block {
  record Words(List<Phrase> phrases) implements Block {
    public Words {
      phrases = List.copyOf(phrases);
    }

    static Words of(Phrase... phrases) {
      return new Words(List.of(phrases));
    }
  }

  /// Lines one under another.
  record Lines(boolean numbered, List<List<Phrase>> items) implements Block {
    public Lines {
      items = List.copyOf(items);
    }

    static Lines bullets(List<String> texts) {
      return new Lines(false, texts.stream().map(Phrase::plain).toList());
    }

    static Lines steps(List<String> texts) {
      return new Lines(true, texts.stream().map(Phrase::plain).toList());
    }
  }

  /// @param caption what the table shows
  /// @param folded may be opened on demand where a form can
  record Grid(String caption, boolean folded, List<Column> columns, List<List<List<Phrase>>> rows)
      implements Block {
    public Grid {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }
  }

  /// @param number set to the right
  record Column(String name, boolean number) {
    static Column text(String name) {
      return new Column(name, false);
    }

    static Column number(String name) {
      return new Column(name, true);
    }
  }

  /// Names with their values.
  record Pairs(List<Pair> pairs) implements Block {
    public Pairs {
      pairs = List.copyOf(pairs);
    }

    static Pairs of(Pair... pairs) {
      return new Pairs(List.of(pairs));
    }
  }

  record Pair(String name, List<Phrase> value) {
    Pair(String name, Phrase... value) {
      this(name, List.of(value));
    }

    static Pair of(String name, String value) {
      return new Pair(name, Phrase.plain(value));
    }
  }

  /// A chart; a table beside it says the same.
  ///
  /// @param id to link to, unique in its report
  record Drawing(String id, Chart chart) implements Block {}

  /// A file to use as it is.
  record Listing(String name, String mediaType, String content) implements Block {}

  /// A part with a heading of its own.
  ///
  /// @param folded may be opened on demand where a form can
  record Part(String id, String title, boolean folded, List<Block> blocks) implements Block {
    public Part {
      blocks = List.copyOf(blocks);
    }
  }
}
