package dev.whence.appender.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder that only its holder uses, until it is closed or its process ends: the first free of {@code slot-0}, {@code
 * slot-1}, … below a common one. So processes that are configured alike don't write into each other's files.
 */
final class SpoolFolder implements Closeable {
    private static final int SLOTS = 64;

    private final Path path;
    private final FileChannel lockFile;

    private SpoolFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Takes the first folder that is free, making it when it is not there.
     *
     * @throws IOException when the folder can't be made or written to, or all slots are taken
     */
    static SpoolFolder take(Path root) throws IOException {
        createPrivate(root);
        for (int slot = 0; slot < SLOTS; slot++) {
            Path path = root.resolve("slot-" + slot);
            createPrivate(path);
            SpoolFolder folder = tryLock(path);
            if (folder != null) {
                return folder;
            }
        }
        throw new IOException("all " + SLOTS + " slots of " + root + " are in use by running processes");
    }

    /** Takes all folders beside this one that are free: their processes have ended. To be closed by the caller. */
    List<SpoolFolder> takeAbandoned() throws IOException {
        List<SpoolFolder> abandoned = new ArrayList<>();
        for (int slot = 0; slot < SLOTS; slot++) {
            Path sibling = path.resolveSibling("slot-" + slot);
            if (!sibling.equals(path) && Files.isDirectory(sibling, LinkOption.NOFOLLOW_LINKS)) {
                SpoolFolder folder = tryLock(sibling);
                if (folder != null) {
                    abandoned.add(folder);
                }
            }
        }
        return abandoned;
    }

    Path path() {
        return path;
    }

    /** Gives the folder free; its files stay. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }

    private static @Nullable SpoolFolder tryLock(Path path) throws IOException {
        FileChannel file = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            FileLock lock = file.tryLock();
            locked = lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            locked = false;
        } finally {
            if (!locked) {
                file.close();
            }
        }
        return locked ? new SpoolFolder(path, file) : null;
    }

    /** Prompts may stand in here, so where the file system knows owners, only the owner may look. */
    private static void createPrivate(Path path) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path, attributes);
        }
    }
}
