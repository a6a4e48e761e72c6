package dev.whence.indexer.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/** Opens real files whose disk runs full or whose syncs fail when the test says so. */
final class FailingDisk implements SegmentWriter.Opener {
    private volatile boolean failSyncs;
    private volatile boolean ignoreSyncs;
    private final AtomicLong spaceLeft = new AtomicLong(Long.MAX_VALUE);

    void failSyncs(boolean fail) {
        failSyncs = fail;
    }

    /** Makes syncs return at once, for tests that need only the files' content. */
    FailingDisk ignoringSyncs() {
        ignoreSyncs = true;
        return this;
    }

    void spaceLeft(long bytes) {
        spaceLeft.set(bytes);
    }

    @Override
    public FileChannel open(Path file) throws IOException {
        return new FailingChannel(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    private final class FailingChannel extends FileChannel {
        private final FileChannel real;

        FailingChannel(FileChannel real) {
            this.real = real;
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            if (spaceLeft.get() <= 0) {
                throw new IOException("No space left on device");
            }
            int limit = from.limit();
            from.limit((int) Math.min(limit, from.position() + Math.min(spaceLeft.get(), Integer.MAX_VALUE / 2)));
            int count = real.write(from);
            from.limit(limit);
            spaceLeft.addAndGet(-count);
            return count;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            if (failSyncs) {
                throw new IOException("Input/output error");
            }
            if (!ignoreSyncs) {
                real.force(metaData);
            }
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            real.truncate(size);
            return this;
        }

        @Override
        public FileChannel position(long newPosition) throws IOException {
            real.position(newPosition);
            return this;
        }

        @Override
        public long position() throws IOException {
            return real.position();
        }

        @Override
        public long size() throws IOException {
            return real.size();
        }

        @Override
        protected void implCloseChannel() throws IOException {
            real.close();
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return real.read(into);
        }

        @Override
        public long read(ByteBuffer[] into, int offset, int length) throws IOException {
            return real.read(into, offset, length);
        }

        @Override
        public long write(ByteBuffer[] from, int offset, int length) throws IOException {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
            return real.transferTo(position, count, target);
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return real.read(into, position);
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
            return real.map(mode, position, size);
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) throws IOException {
            return real.lock(position, size, shared);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return real.tryLock(position, size, shared);
        }
    }
}
