package dev.whence.indexer.lucene;

import dev.whence.indexer.StoreException;
import dev.whence.indexer.mapping.FieldNames;
import dev.whence.indexer.mapping.WordAnalyzer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LogByteSizeMergePolicy;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.jspecify.annotations.Nullable;

/** An index's folder, opened for writing: how it is kept, and what its commits say of themselves. */
record IndexFolder(Directory directory, IndexWriter writer) {
    private static final String FORMAT = "1";
    private static final String FORMAT_KEY = "whence.format";
    private static final String POSITION_KEY = "whence.journal";

    /**
     * Opens the index of a folder, or begins one there.
     *
     * @throws StoreException when the folder holds something else, is used by another process, or is damaged
     */
    static IndexFolder open(Path folder, LuceneIndexOptions options) {
        Directory directory = null;
        IndexWriter writer = null;
        try {
            Files.createDirectories(folder);
            directory = FSDirectory.open(folder);
            writer = new IndexWriter(directory, configuration(options));
            requireOurs(writer, folder);
            return new IndexFolder(directory, writer);
        } catch (LockObtainFailedException e) {
            throw failed(directory, writer, folder + " is in use by another process; stop that one first", e);
        } catch (IndexFormatTooNewException | IndexFormatTooOldException e) {
            throw failed(
                    directory,
                    writer,
                    folder
                            + " was written by another version of Whence; delete it, and it is built again from the journal",
                    e);
        } catch (CorruptIndexException e) {
            throw failed(
                    directory,
                    writer,
                    folder + " is damaged (" + e.getMessage()
                            + "); delete it, and what the journal still holds is indexed again",
                    e);
        } catch (IOException | IllegalArgumentException e) {
            throw failed(directory, writer, folder + " cannot be opened as an index: " + e.getMessage(), e);
        } catch (StoreException e) {
            throw failed(directory, writer, String.valueOf(e.getMessage()), e);
        }
    }

    private static StoreException failed(
            @Nullable Directory directory, @Nullable IndexWriter writer, String detail, Exception cause) {
        StoreException failure = new StoreException(detail, cause);
        try {
            if (writer != null) {
                writer.rollback();
            }
            if (directory != null) {
                directory.close();
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    /** Gives the folder back, and what to throw. */
    StoreException failed(String detail, Exception cause) {
        return failed(directory, writer, detail, cause);
    }

    /** What a commit is to say. */
    static Set<Map.Entry<String, String>> commitData(long journalPosition) {
        return Map.of(FORMAT_KEY, FORMAT, POSITION_KEY, Long.toString(journalPosition))
                .entrySet();
    }

    /** What the last commit said; 0 for a new index. */
    long journalPosition() {
        String position = userData(writer).get(POSITION_KEY);
        return position == null ? 0 : Long.parseLong(position);
    }

    private static IndexWriterConfig configuration(LuceneIndexOptions options) {
        LogByteSizeMergePolicy merging = new LogByteSizeMergePolicy();
        merging.setMergeFactor(16);
        merging.setMinMergeMB(8);
        merging.setMaxMergeMB(1024);
        ConcurrentMergeScheduler merger = new ConcurrentMergeScheduler();
        merger.setMaxMergesAndThreads(6, 1);
        merger.disableAutoIOThrottle();
        return new IndexWriterConfig(new WordAnalyzer())
                .setRAMBufferSizeMB(options.ramBufferMegabytes())
                .setMergePolicy(merging)
                .setMergeScheduler(merger)
                .setCommitOnClose(false)
                .setLeafSorter((a, b) -> Long.compare(latest(b), latest(a)));
    }

    private static long latest(LeafReader leaf) {
        try {
            DocValuesSkipper skipper = leaf.getDocValuesSkipper(FieldNames.TIMESTAMP);
            return skipper == null ? Long.MIN_VALUE : skipper.maxValue();
        } catch (IOException e) {
            throw new StoreException("reading the index failed: " + e.getMessage(), e);
        }
    }

    private static void requireOurs(IndexWriter writer, Path folder) {
        Map<String, String> data = userData(writer);
        if (!data.isEmpty() || writer.getDocStats().maxDoc > 0) {
            String format = data.get(FORMAT_KEY);
            if (!FORMAT.equals(format)) {
                throw new StoreException(folder
                        + (format == null
                                ? " holds an index of another program"
                                : " holds an index of format " + format)
                        + "; choose another data folder");
            }
        }
    }

    private static Map<String, String> userData(IndexWriter writer) {
        Iterable<Map.Entry<String, String>> data = writer.getLiveCommitData();
        Map<String, String> copy = new HashMap<>();
        if (data != null) {
            data.forEach(entry -> copy.put(entry.getKey(), entry.getValue()));
        }
        return copy;
    }
}
