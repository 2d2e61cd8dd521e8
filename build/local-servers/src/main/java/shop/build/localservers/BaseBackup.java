package shop.build.localservers;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A copy of a running cluster's folder, made so that a standby can start from it.
 *
 * <p>Files change while they are copied; the log written since the backup began repairs that, and {@code backup_label} tells the
 * standby where to begin. Source: PostgreSQL documentation, "Making a Base Backup Using the Low Level API".
 */
final class BaseBackup {

    /** Folders that are copied without what is in them. */
    private static final Set<String> EMPTIED = Set.of(
            "pg_wal",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans",
            "pgsql_tmp");

    private static final Set<String> LEFT_OUT =
            Set.of("postmaster.pid", "postmaster.opts", "pg_internal.init", "postgresql.auto.conf", "current_logfiles");

    private static final long MEGABYTE = 1024L * 1024;

    /** What a copy leaves to the primary, which stops when it cannot write its log. In megabytes. */
    private static final long SPARED = 1024;

    private BaseBackup() {}

    /**
     * Replaces {@code target} by a copy of {@code source}. It gets its name when it is complete: a crash leaves no usable
     * half.
     *
     * @param connection a superuser's, to the server that runs in {@code source}
     * @throws IOException also if the disk would be nearly full afterwards
     */
    static void take(Connection connection, Path source, Path target) throws SQLException, IOException {
        Path copy = target.resolveSibling(target.getFileName() + ".copying");
        delete(copy);
        requireSpace(connection, target);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('replica', fast => true)");
            copy(source, copy);
            try (var label =
                    statement.executeQuery("select labelfile from pg_backup_stop(wait_for_archive => false)")) {
                label.next();
                Files.writeString(copy.resolve("backup_label"), label.getString(1));
            }
        }
        Files.createFile(copy.resolve("standby.signal"));
        delete(target);
        Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void requireSpace(Connection connection, Path target) throws SQLException, IOException {
        try (Statement statement = connection.createStatement();
                var size = statement.executeQuery("select sum(pg_database_size(oid)) from pg_database")) {
            size.next();
            long needed = size.getLong(1) / MEGABYTE + SPARED;
            long free = Files.getFileStore(target.toAbsolutePath().getParent()).getUsableSpace() / MEGABYTE;
            if (free < needed) {
                throw new IOException(
                        "a copy needs " + needed + " MB of free disk and there are " + free + " MB; free some space");
            }
        }
    }

    private static void copy(Path source, Path target) throws IOException {
        Files.createDirectories(
                target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(target.resolve(source.relativize(folder)));
                return EMPTIED.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!LEFT_OUT.contains(file.getFileName().toString())) {
                    try {
                        Files.copy(file, target.resolve(source.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                    } catch (NoSuchFileException e) {
                        // Dropped meanwhile; the log says so too.
                        return FileVisitResult.CONTINUE;
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
