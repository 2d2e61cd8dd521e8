package shop.build.databasecodegen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A short text that changes with the name or the content of any of the things added. Not safe for use by several threads. */
final class Fingerprint {

    private final MessageDigest digest;

    Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Fingerprint add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Every file below a folder whose name ends so. */
    Fingerprint addFiles(Path folder, String ending) throws IOException {
        for (Path file : files(folder, ending)) {
            add(folder.relativize(file).toString()).add(Files.readAllBytes(file));
        }
        return this;
    }

    private Fingerprint add(byte[] content) {
        digest.update((content.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(content);
        return this;
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    /** Of all that was added; begins from nothing again. */
    String text() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
