package shop.build.localservers;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The end of a log file to which a process may be writing: its last lines, and then what is added.
 *
 * <p>A file that is missing, or cannot be read, has no lines. Not safe for use by several threads.
 */
public final class LogTail {

    private static final int BYTES_PER_LINE = 512;
    private static final int MOST_BYTES = 1024 * 1024;

    private final Path log;
    private long position;

    public LogTail(Path log) {
        this.log = log;
    }

    /** At most {@code count} lines from the end; the rest of the file is not read. */
    public List<String> last(int count) {
        try (var file = open()) {
            long wanted = Math.min(MOST_BYTES, (long) count * BYTES_PER_LINE);
            position = Math.max(0, file.length() - wanted);
            byte[] bytes = read(file);
            position += bytes.length;
            List<String> lines = lines(bytes, bytes.length);
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The lines that were completed since the last call of this or {@link #last}, at most a megabyte of them. */
    public List<String> more() {
        try (var file = open()) {
            if (file.length() < position) {
                // The file was moved away, and a new one begun.
                position = 0;
            }
            byte[] bytes = read(file);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            position += end;
            return lines(bytes, end);
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The last lines as one text that names the file, for the message of an exception. */
    String quote() {
        List<String> lines = last(15);
        return lines.isEmpty() ? "(no output in " + log + ")" : String.join("\n", lines) + "\n(from " + log + ")";
    }

    private RandomAccessFile open() throws IOException {
        return new RandomAccessFile(log.toFile(), "r");
    }

    private byte[] read(RandomAccessFile file) throws IOException {
        byte[] bytes = new byte[(int) Math.min(file.length() - position, MOST_BYTES)];
        file.seek(position);
        file.readFully(bytes);
        return bytes;
    }

    private static List<String> lines(byte[] bytes, int end) {
        return new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
    }
}
