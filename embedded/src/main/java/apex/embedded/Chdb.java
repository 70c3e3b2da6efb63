package apex.embedded;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// ClickHouse's library chDB, called in this process. One folder per process and one statement at a
/// time per [Connection]; several connections run in parallel. A call holds its thread, so call
/// from platform threads.
final class Chdb {
  private final MethodHandle connect;
  private final MethodHandle close;
  private final MethodHandle query;
  private final MethodHandle streamQuery;
  private final MethodHandle streamFetch;
  private final MethodHandle streamCancel;
  private final MethodHandle insert;
  private final MethodHandle append;
  private final MethodHandle done;
  private final MethodHandle insertError;
  private final MethodHandle destroyInsert;
  private final MethodHandle cancelInsert;
  private final MethodHandle buffer;
  private final MethodHandle length;
  private final MethodHandle error;
  private final MethodHandle rowsWritten;
  private final MethodHandle destroy;

  private Chdb(Calls calls) {
    connect = calls.of("chdb_connect", ADDRESS, JAVA_INT, ADDRESS);
    close = calls.of("chdb_close_conn", null, ADDRESS);
    query = withParameters(calls, "chdb_query_with_params_n");
    streamQuery = withParameters(calls, "chdb_stream_query_with_params_n");
    streamFetch = calls.of("chdb_stream_fetch_result", ADDRESS, ADDRESS, ADDRESS);
    streamCancel = calls.of("chdb_stream_cancel_query", null, ADDRESS, ADDRESS);
    insert = withParameters(calls, "chdb_stream_insert_with_params_n");
    append = calls.of("chdb_stream_append", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    done = calls.of("chdb_stream_done", ADDRESS, ADDRESS);
    insertError = calls.of("chdb_stream_insert_error", ADDRESS, ADDRESS);
    destroyInsert = calls.of("chdb_destroy_insert_stream", null, ADDRESS);
    cancelInsert = calls.of("chdb_stream_cancel_insert", null, ADDRESS);
    buffer = calls.of("chdb_result_buffer", ADDRESS, ADDRESS);
    length = calls.of("chdb_result_length", JAVA_LONG, ADDRESS);
    error = calls.of("chdb_result_error", ADDRESS, ADDRESS);
    rowsWritten = calls.of("chdb_result_rows_written", JAVA_LONG, ADDRESS);
    destroy = calls.of("chdb_destroy_query_result", null, ADDRESS);
    // Before the first connection: with its handlers on, the JVM hangs at its first null check.
    Calls.run(calls.of("chdb_set_signal_handlers_enabled", null, JAVA_INT), 0);
  }

  static Chdb load(Path library) {
    return new Chdb(new Calls(SymbolLookup.libraryLookup(library, Arena.global())));
  }

  /// A statement, the format of its rows when it names none, and the values of its parameters in
  /// ClickHouse's escaped text.
  record Statement(byte[] sql, String format, Map<String, String> parameters) {
    static Statement of(String sql) {
      return new Statement(sql.getBytes(StandardCharsets.UTF_8), "TabSeparated", Map.of());
    }
  }

  /// What ClickHouse refused, in its own words, which begin with `Code: N.`.
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /// Receives a piece of a result; it is gone when the call returns.
  interface Piece {
    void take(MemorySegment bytes) throws java.io.IOException;
  }

  /// Opens a session on the folder given by the first connection's `--path`.
  Connection connect(List<String> arguments) {
    var arena = Arena.ofShared();
    var argv = arena.allocate(ADDRESS, arguments.size());
    for (int i = 0; i < arguments.size(); i++)
      argv.setAtIndex(ADDRESS, i, arena.allocateFrom(arguments.get(i)));
    var handle = (MemorySegment) Calls.run(connect, arguments.size(), argv);
    if (handle.equals(MemorySegment.NULL)) {
      arena.close();
      throw new IllegalStateException(
          "ClickHouse did not open its folder: another process holds it, or it may not be written");
    }
    return new Connection(handle, arena);
  }

  private static MethodHandle withParameters(Calls calls, String name) {
    return calls.of(
        name, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS,
        ADDRESS, JAVA_LONG);
  }

  /// One session. Used by one thread at a time.
  final class Connection implements AutoCloseable {
    private final MemorySegment handle;
    private final Arena arena;

    private Connection(MemorySegment handle, Arena arena) {
      this.handle = handle;
      this.arena = arena;
    }

    private MemorySegment session() {
      return handle.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0);
    }

    /// Runs it and gives the whole result in one piece.
    void run(Statement statement, Piece piece) throws Refused, java.io.IOException {
      var result = call(query, statement);
      try {
        throwError(result);
        take(result, piece);
      } finally {
        Calls.run(destroy, result);
      }
    }

    /// Runs it and gives the result block by block, so that memory stays bounded.
    void stream(Statement statement, Piece piece) throws Refused, java.io.IOException {
      var stream = call(streamQuery, statement);
      var finished = false;
      try {
        throwError(stream);
        while (fetch(stream, piece)) {}
        finished = true;
      } finally {
        if (!finished) Calls.run(streamCancel, session(), stream);
        Calls.run(destroy, stream);
      }
    }

    private boolean fetch(MemorySegment stream, Piece piece) throws Refused, java.io.IOException {
      var block = (MemorySegment) Calls.run(streamFetch, session(), stream);
      try {
        throwError(block);
        return take(block, piece);
      } finally {
        Calls.run(destroy, block);
      }
    }

    private boolean take(MemorySegment result, Piece piece) throws java.io.IOException {
      var size = (long) Calls.run(length, result);
      if (size == 0) return false;
      piece.take(((MemorySegment) Calls.run(buffer, result)).reinterpret(size));
      return true;
    }

    /// Inserts rows of `statement.format()` read from `rows`; answers how many were written. An
    /// error anywhere keeps none of a block that was not complete.
    long insert(Statement statement, java.io.InputStream rows) throws Refused, java.io.IOException {
      var stream = call(insert, statement);
      var finished = false;
      try (var scratch = Arena.ofConfined()) {
        throwInsertError(stream);
        feed(stream, rows, scratch.allocate(PIECE_BYTES));
        finished = true;
        return finish(stream);
      } finally {
        if (!finished) Calls.run(cancelInsert, stream);
        Calls.run(destroyInsert, stream);
      }
    }

    private void feed(MemorySegment stream, java.io.InputStream rows, MemorySegment piece)
        throws Refused, java.io.IOException {
      var bytes = new byte[(int) piece.byteSize()];
      for (var count = rows.readNBytes(bytes, 0, bytes.length);
          count > 0;
          count = rows.readNBytes(bytes, 0, bytes.length)) {
        MemorySegment.copy(bytes, 0, piece, ValueLayout.JAVA_BYTE, 0, count);
        if ((int) Calls.run(append, stream, piece, (long) count) != 0) throwInsertError(stream);
      }
    }

    private long finish(MemorySegment stream) throws Refused {
      var result = (MemorySegment) Calls.run(done, stream);
      try {
        throwError(result);
        return (long) Calls.run(rowsWritten, result);
      } finally {
        Calls.run(destroy, result);
      }
    }

    private MemorySegment call(MethodHandle function, Statement statement) {
      try (var scratch = Arena.ofConfined()) {
        var sql = scratch.allocateFrom(ValueLayout.JAVA_BYTE, terminated(statement.sql()));
        var format = scratch.allocateFrom(statement.format());
        var names = List.copyOf(statement.parameters().keySet());
        var values = names.stream().map(statement.parameters()::get).toList();
        return (MemorySegment)
            Calls.run(
                function,
                session(),
                sql,
                (long) statement.sql().length,
                format,
                (long) statement.format().length(),
                Texts.of(names, scratch).addresses(),
                Texts.of(names, scratch).lengths(),
                Texts.of(values, scratch).addresses(),
                Texts.of(values, scratch).lengths(),
                (long) names.size());
      }
    }

    private void throwError(MemorySegment result) throws Refused {
      var message = text((MemorySegment) Calls.run(error, result));
      if (message.isPresent()) throw new Refused(message.get());
    }

    private void throwInsertError(MemorySegment stream) throws Refused {
      var message = text((MemorySegment) Calls.run(insertError, stream));
      if (message.isPresent()) throw new Refused(message.get());
    }

    @Override
    public void close() {
      Calls.run(close, handle);
      arena.close();
    }
  }

  private static final int PIECE_BYTES = 256 * 1024;

  private static byte[] terminated(byte[] bytes) {
    return java.util.Arrays.copyOf(bytes, bytes.length + 1);
  }

  private static Optional<String> text(MemorySegment address) {
    if (address.equals(MemorySegment.NULL)) return Optional.empty();
    return Optional.of(address.reinterpret(Long.MAX_VALUE).getString(0)).filter(t -> !t.isEmpty());
  }

  /// Texts as C wants them: an array of addresses and one of lengths.
  private record Texts(MemorySegment addresses, MemorySegment lengths) {
    static Texts of(List<String> texts, Arena arena) {
      var addresses = arena.allocate(ADDRESS, Math.max(1, texts.size()));
      var lengths = arena.allocate(JAVA_LONG, Math.max(1, texts.size()));
      for (int i = 0; i < texts.size(); i++) {
        var text = arena.allocateFrom(texts.get(i));
        addresses.setAtIndex(ADDRESS, i, text);
        lengths.setAtIndex(JAVA_LONG, i, text.byteSize() - 1);
      }
      return new Texts(addresses, lengths);
    }
  }

  /// The library's functions by name.
  private record Calls(SymbolLookup symbols) {
    private static final Linker LINKER = Linker.nativeLinker();

    MethodHandle of(
        String name,
        java.lang.foreign.@org.jspecify.annotations.Nullable MemoryLayout result,
        java.lang.foreign.MemoryLayout... arguments) {
      var type =
          result == null
              ? FunctionDescriptor.ofVoid(arguments)
              : FunctionDescriptor.of(result, arguments);
      return LINKER.downcallHandle(symbols.findOrThrow(name), type);
    }

    /// Calls it. A downcall throws nothing by itself, so a throwable here is a mistake of ours.
    @SuppressWarnings("NullAway") // void functions have no result and their callers ask for none
    static Object run(MethodHandle function, Object... arguments) {
      try {
        return function.invokeWithArguments(arguments);
      } catch (Throwable mistake) {
        throw new IllegalStateException("chDB was called wrongly: " + mistake, mistake);
      }
    }
  }
}
