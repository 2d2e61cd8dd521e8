package shop.messaging.letters;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A short name for a kind of failure, so that thousands of letters with one cause are one line for an operator: made from the
 * event's type, the classes of the exceptions and the topmost frames of the shop's own code. Messages and line numbers are not
 * part of it, because they differ between records and releases.
 */
final class Fingerprint {

    private static final String OWN_CODE = "shop.";
    private static final int FRAMES = 3;
    private static final int BYTES = 6;

    private Fingerprint() {}

    static String of(@Nullable String type, Throwable reason) {
        var text = new StringJoiner("\n");
        text.add(String.valueOf(type));
        for (@Nullable Throwable cause = reason; cause != null; cause = cause.getCause()) {
            text.add(withoutGeneratedPart(cause.getClass().getName()));
            Arrays.stream(cause.getStackTrace())
                    .filter(frame -> frame.getClassName().startsWith(OWN_CODE))
                    .limit(FRAMES)
                    .forEach(frame ->
                            text.add(withoutGeneratedPart(frame.getClassName()) + "." + frame.getMethodName()));
        }
        return HexFormat.of().formatHex(sha256(text.toString()), 0, BYTES);
    }

    static String sha256Hex(String text) {
        return HexFormat.of().formatHex(sha256(text));
    }

    static String sha256Hex(byte[] bytes) {
        return HexFormat.of().formatHex(sha256(bytes));
    }

    /** Proxies and hidden classes have another name in each process. */
    private static String withoutGeneratedPart(String className) {
        int generated = className.indexOf("$$");
        return generated < 0 ? className : className.substring(0, generated);
    }

    private static byte[] sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
