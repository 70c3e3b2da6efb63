package apex.backend.ingestion.spool;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records in the order in which they were appended, on disk when [#append] answers, until
/// [#forget] lets them go. Positions are bytes since the spool was made and never come again.
///
/// Appends from many threads go to the disk together, in one write and one `fsync`; one reader. A
/// record cut off by a crash was never acknowledged and is cut away when the spool is opened; one
/// damaged later is skipped and told in the log. One process holds a folder at a time.
public final class Spool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

  /// About how much goes to the disk in one write and one `fsync`, at most.
  public static final int TOGETHER_BYTES = 8 << 20;

  private final Path folder;
  private final SpoolLimits limits;
  private final UUID id;
  private final FileChannel lockFile;
  private final FileLock lock;
  private final ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
  private final ArrayBlockingQueue<Waiting> waiting;
  private final AtomicLong reserved = new AtomicLong();
  private final Object news = new Object();
  private final Thread writer;
  private volatile long begin;
  private volatile long end;
  private volatile boolean closed;
  private Optional<Open> reading = Optional.empty();
  private Optional<Open> writing = Optional.empty();

  private record Waiting(ByteBuffer framed, CompletableFuture<Long> done) {}

  private record Open(Segment segment, FileChannel channel) {}

  private Spool(Path folder, SpoolLimits limits, UUID id, FileChannel lockFile, FileLock lock) {
    this.folder = folder;
    this.limits = limits;
    this.id = id;
    this.lockFile = lockFile;
    this.lock = lock;
    this.waiting = new ArrayBlockingQueue<>(limits.waitingMax());
    this.writer = Thread.ofPlatform().name("spool").daemon().unstarted(this::write);
  }

  /// Empty when another process holds the folder. A folder that cannot be used ends in
  /// CONFIGURATION.
  public static Optional<Spool> open(Path folder, SpoolLimits limits) {
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      var lockFile =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var lock = lock(lockFile);
      if (lock.isEmpty()) {
        lockFile.close();
        return Optional.empty();
      }
      var spool = new Spool(folder, limits, id(folder), lockFile, lock.get());
      spool.recover();
      spool.writer.start();
      return Optional.of(spool);
    } catch (IOException unusable) {
      throw new ApexException(
          ErrorCode.CONFIGURATION,
          "the spool's folder %s cannot be used: %s".formatted(folder, unusable),
          unusable);
    }
  }

  private static Optional<FileLock> lock(FileChannel file) throws IOException {
    try {
      return Optional.ofNullable(file.tryLock());
    } catch (OverlappingFileLockException heldHere) {
      return Optional.empty();
    }
  }

  private static UUID id(Path folder) throws IOException {
    var file = folder.resolve("id");
    if (Files.exists(file)) return UUID.fromString(Files.readString(file).strip());
    var id = UUID.randomUUID();
    var half = folder.resolve("id.new");
    try (var out =
        FileChannel.open(
            half,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap(id.toString().getBytes(StandardCharsets.UTF_8)));
      out.force(true);
    }
    Files.move(half, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    sync(folder);
    return id;
  }

  /// New names in a folder are on disk only when the folder is.
  private static void sync(Path folder) throws IOException {
    try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private void recover() throws IOException {
    try (var files = Files.list(folder)) {
      files
          .filter(Segment::isOne)
          .map(Segment::of)
          .forEach(segment -> segments.put(segment.from(), segment));
    }
    if (segments.isEmpty()) return;
    begin = segments.firstKey();
    var last = segments.lastEntry().getValue();
    end = last.from() + whole(last);
  }

  /// Cuts away what a crash left half written, and answers how long the file is then.
  private static long whole(Segment segment) throws IOException {
    try (var channel = segment.toWrite()) {
      long length = channel.size();
      long at = 0;
      for (var record = Segment.record(channel, at, length);
          record.isPresent();
          record = Segment.record(channel, at, length)) at += Segment.HEAD + record.get().length;
      if (at == length) return length;
      long later = Segment.next(channel, at, length);
      if (later < length) return length; // damage in the middle: the reader steps over it
      LOG.warn(
          "{}: {} bytes of a record cut off by a crash are dropped", segment.file(), length - at);
      channel.truncate(at);
      channel.force(true);
      return at;
    }
  }

  /// What tells this spool from every other.
  public UUID id() {
    return id;
  }

  /// Where the first record stands that was not forgotten.
  public long begin() {
    return begin;
  }

  /// Up to where the records are on disk.
  public long end() {
    return end;
  }

  /// Bytes that wait for [#forget].
  public long bytes() {
    return end - begin;
  }

  /// The share of the room that is taken, 0 to 1.
  public double filled() {
    return (double) (bytes() + reserved.get()) / limits.bytesMax();
  }

  /// Keeps a record; it is on disk when this answers. OVER_CAPACITY when the spool is full, too
  /// much waits already, or the disk refuses: then nothing of it is kept.
  public void append(byte[] record) {
    var framed = Segment.framed(record);
    int size = framed.remaining();
    if (bytes() + reserved.addAndGet(size) > limits.bytesMax()) {
      reserved.addAndGet(-size);
      throw full("the spool is full: %d bytes wait for the ledger".formatted(bytes()));
    }
    try {
      var done = new CompletableFuture<Long>();
      if (closed || !waiting.offer(new Waiting(framed, done)))
        throw full("too many requests wait for the disk");
      await(done);
    } finally {
      reserved.addAndGet(-size);
    }
  }

  private static void await(CompletableFuture<Long> done) {
    try {
      done.get();
    } catch (ExecutionException refused) {
      throw new ApexException(
          ErrorCode.OVER_CAPACITY, "the disk did not take it: " + refused.getCause(), refused);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new ApexException(ErrorCode.NOT_READY, "the server stops", stop);
    }
  }

  private static ApexException full(String message) {
    return new ApexException(ErrorCode.OVER_CAPACITY, message);
  }

  /// Waits until there are records after `position`, at most so long.
  public boolean await(long position, java.time.Duration patience) throws InterruptedException {
    synchronized (news) {
      if (end <= position && !closed) news.wait(Math.max(1, patience.toMillis()));
    }
    return end > position;
  }

  /// Records from `position` on, up to about `bytesMax`; at least one if there is one. For one
  /// thread.
  public List<SpoolRecord> read(long position, long until, int bytesMax) {
    var records = new ArrayList<SpoolRecord>();
    long at = Math.max(position, begin);
    long limit = Math.min(until, end);
    try {
      for (long taken = 0; at < limit && taken < bytesMax; ) {
        var record = next(at, limit);
        if (record.isEmpty()) return records;
        records.add(record.get());
        taken += record.get().next() - at;
        at = record.get().next();
      }
      return records;
    } catch (IOException unreadable) {
      throw new UncheckedIOException("the spool in " + folder + " cannot be read", unreadable);
    }
  }

  private Optional<SpoolRecord> next(long position, long limit) throws IOException {
    long at = position;
    while (at < limit) {
      var segment = segments.floorEntry(at).getValue();
      var after = Optional.ofNullable(segments.higherKey(at)).orElse(end);
      var channel = reading(segment);
      long inFile = Math.min(Math.min(after, end) - segment.from(), channel.size());
      var found = Segment.record(channel, at - segment.from(), inFile);
      if (found.isPresent())
        return Optional.of(new SpoolRecord(found.get(), at + Segment.HEAD + found.get().length));
      long good = Segment.next(channel, Math.min(at - segment.from() + 1, inFile), inFile);
      long later = good < inFile ? segment.from() + good : after;
      LOG.error(
          "{}: {} bytes from {} on are damaged and are skipped", segment.file(), later - at, at);
      at = later;
    }
    return Optional.empty();
  }

  private FileChannel reading(Segment segment) throws IOException {
    if (reading.isPresent() && reading.get().segment().equals(segment))
      return reading.get().channel();
    if (reading.isPresent()) reading.get().channel().close();
    reading = Optional.of(new Open(segment, segment.toRead()));
    return reading.get().channel();
  }

  /// Lets every record before `position` go; it is in the ledger.
  public void forget(long position) {
    begin = Math.max(begin, Math.min(position, end));
    for (var key = segments.firstEntry(); key != null; key = segments.firstEntry()) {
      var following = segments.higherKey(key.getKey());
      if (following == null || following > begin) return;
      segments.remove(key.getKey());
      try {
        Files.deleteIfExists(key.getValue().file());
      } catch (IOException kept) {
        LOG.warn("{} could not be deleted: {}", key.getValue().file(), kept.toString());
      }
    }
  }

  /// Goes on at `position` when the ledger is further than the files, as after a restored backup.
  public void skipTo(long position) {
    if (position <= end) {
      forget(position);
      return;
    }
    LOG.warn(
        "The ledger is at {} of the spool {}, its files end at {}: going on there",
        position,
        id,
        end);
    segments.values().forEach(segment -> segment.file().toFile().delete());
    segments.clear();
    begin = position;
    end = position;
  }

  private void write() {
    var batch = new ArrayList<Waiting>();
    try {
      while (!closed || !waiting.isEmpty()) {
        var first = waiting.poll(200, java.util.concurrent.TimeUnit.MILLISECONDS);
        if (first == null) continue;
        batch.add(first);
        for (long bytes = first.framed.remaining(); bytes < TOGETHER_BYTES; ) {
          var more = waiting.poll();
          if (more == null) break;
          batch.add(more);
          bytes += more.framed.remaining();
        }
        together(batch);
        batch.clear();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    waiting.forEach(late -> late.done.completeExceptionally(new IOException("the server stops")));
  }

  private void together(List<Waiting> batch) {
    try {
      var out = writing();
      long at = end - out.segment().from();
      for (var each : batch) at = writeAt(out.channel(), each.framed, at);
      out.channel().force(false);
      end = out.segment().from() + at;
      batch.forEach(each -> each.done.complete(end));
      synchronized (news) {
        news.notifyAll();
      }
    } catch (IOException refused) {
      LOG.error("The spool in {} cannot be written: {}", folder, refused.toString());
      giveUp();
      batch.forEach(each -> each.done.completeExceptionally(refused));
    }
  }

  private static long writeAt(FileChannel out, ByteBuffer bytes, long at) throws IOException {
    long position = at;
    while (bytes.hasRemaining()) position += out.write(bytes, position);
    return position;
  }

  /// After a failed write the file's tail is unknown: it is cut off, and the next file begins.
  private void giveUp() {
    try {
      if (writing.isPresent()) {
        var open = writing.get();
        writing = Optional.empty();
        try (var channel = open.channel()) {
          channel.truncate(end - open.segment().from());
        }
      }
    } catch (IOException stillRefused) {
      LOG.warn("{}", stillRefused.toString());
    }
  }

  private Open writing() throws IOException {
    if (writing.isPresent()) {
      var open = writing.get();
      if (end - open.segment().from() < limits.segmentBytes()) return open;
      open.channel().close();
    }
    var segment = Segment.at(folder, end);
    var open = new Open(segment, segment.toWrite());
    open.channel().truncate(0);
    sync(folder);
    segments.put(end, segment);
    writing = Optional.of(open);
    return open;
  }

  @Override
  public void close() {
    closed = true;
    synchronized (news) {
      news.notifyAll();
    }
    try {
      writer.join(5_000);
      if (writing.isPresent()) writing.get().channel().close();
      if (reading.isPresent()) reading.get().channel().close();
      lock.release();
      lockFile.close();
    } catch (IOException left) {
      LOG.warn("The spool in {} was not closed: {}", folder, left.toString());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
