package dev.whence.indexer.mapping;

import dev.whence.model.Ids;
import dev.whence.model.Names;
import dev.whence.model.Record;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;

/** Turns records into Lucene documents; no record is ever refused. Safe for any thread. */
public final class DocumentMapper {
    private static final FieldType TERM = type(IndexOptions.DOCS, false);
    private static final FieldType WORDS = type(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS, true);
    /** Whole numbers above this have neighbours that are the same double; they are kept as texts too. */
    private static final double EXACT = 1L << 53;

    private final KnownFields known;

    public DocumentMapper(KnownFields known) {
        this.known = known;
    }

    /**
     * The document that is searched, with the record itself stored.
     *
     * @param sequence a number that no other document has, greater than those before
     */
    public Document map(Record record, long sequence) {
        Document document = searchable(record, name -> true);
        document.add(NumericDocValuesField.indexedField(FieldNames.SEQUENCE, sequence));
        document.add(new StoredField(FieldNames.SOURCE, source(record)));
        return document;
    }

    private static byte[] source(Record record) {
        ByteBuffersDataOutput out = new ByteBuffersDataOutput();
        try {
            RecordBytes.write(record, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not to memory
        }
        return out.toArrayCopy();
    }

    /**
     * What of a record queries look at, without the record itself.
     *
     * @param wanted whether a field matters
     */
    public Document searchable(Record record, Predicate<String> wanted) {
        Document document = new Document();
        document.add(new LongPoint(FieldNames.TIMESTAMP, record.timestampNanos()));
        document.add(NumericDocValuesField.indexedField(FieldNames.TIMESTAMP, record.timestampNanos()));
        add(document, Names.KIND, record.kind().wireName());
        record.fields().forEach((name, value) -> {
            if (wanted.test(name)) {
                add(document, name, value);
            }
        });
        return document;
    }

    private void add(Document document, String name, Object value) {
        FieldNames fields = known.take(name);
        List<?> values = value instanceof List<?> many ? many : List.of(value);
        if (fields == null) {
            addOther(document, name, values);
            return;
        }
        List<String> texts = new ArrayList<>(1);
        boolean hasNumber = false;
        boolean hasFlag = false;
        for (Object one : values) {
            if (one instanceof Number number) {
                addNumber(document, fields, number, !hasNumber);
                hasNumber = true;
            } else if (one instanceof Boolean flag) {
                addFlag(document, fields, flag, !hasFlag);
                hasFlag = true;
            } else {
                texts.add(one.toString());
            }
        }
        if (!texts.isEmpty()) {
            addTexts(document, fields, texts);
        }
    }

    private static void addTexts(Document document, FieldNames fields, List<String> texts) {
        switch (Role.of(fields.name())) {
            case ID -> addId(document, fields, texts.get(0));
            case TEXT -> {
                texts.forEach(text -> document.add(new Field(fields.words(), text, WORDS)));
                if (fields.name().equals(Names.ERROR_MESSAGE)) {
                    addValues(document, fields, texts);
                }
            }
            case KEYWORD -> {
                addWhole(document, fields, texts);
                if (fields.name().equals(Names.ERROR_TYPE)) {
                    texts.forEach(text -> document.add(new Field(fields.words(), text, WORDS)));
                }
            }
            case ATTRIBUTE -> {
                List<String> whole = new ArrayList<>(texts.size());
                for (String text : texts) {
                    if (text.length() <= Texts.SHORT) {
                        whole.add(text);
                    }
                    if (Texts.hasWords(text)) {
                        document.add(new Field(fields.words(), text, WORDS));
                    }
                }
                if (!whole.isEmpty()) {
                    addWhole(document, fields, whole);
                }
            }
        }
    }

    private static void addWhole(Document document, FieldNames fields, List<String> texts) {
        for (String text : texts) {
            document.add(new Field(fields.keyword(), Texts.fold(Texts.cut(text)), TERM));
        }
        addValues(document, fields, texts);
    }

    private static void addValues(Document document, FieldNames fields, List<String> texts) {
        document.add(new SortedDocValuesField(fields.value(), new BytesRef(Texts.cut(texts.get(0)))));
        if (texts.size() > 1) {
            for (String text : texts) {
                document.add(new SortedSetDocValuesField(fields.values(), new BytesRef(Texts.cut(text))));
            }
        }
    }

    private static void addId(Document document, FieldNames fields, String id) {
        document.add(new Field(fields.keyword(), Texts.fold(Texts.cut(id)), TERM));
        String key =
                switch (fields.name()) {
                    case Names.TRACE_ID -> FieldNames.TRACE_KEY;
                    case Names.SPAN_ID -> FieldNames.SPAN_KEY;
                    default -> FieldNames.PARENT_KEY;
                };
        document.add(new NumericDocValuesField(key, Ids.key(id)));
    }

    private static void addNumber(Document document, FieldNames fields, Number number, boolean first) {
        double value = number.doubleValue();
        document.add(new DoublePoint(fields.number(), value));
        if (first) {
            document.add(new NumericDocValuesField(fields.number(), NumericUtils.doubleToSortableLong(value)));
        }
        if (number instanceof Long && Math.abs(value) > EXACT) {
            document.add(new Field(fields.keyword(), number.toString(), TERM));
        }
    }

    private static void addFlag(Document document, FieldNames fields, Boolean flag, boolean first) {
        document.add(new Field(fields.flag(), flag.toString(), TERM));
        if (first) {
            document.add(new SortedDocValuesField(fields.flag(), new BytesRef(flag.toString())));
        }
    }

    private static void addOther(Document document, String name, List<?> values) {
        for (Object value : values) {
            String term = FieldNames.otherTerm(name, Texts.fold(Texts.cut(value.toString())));
            document.add(new Field(FieldNames.OTHERS, term, TERM));
        }
    }

    private static FieldType type(IndexOptions options, boolean words) {
        FieldType type = new FieldType();
        type.setIndexOptions(options);
        type.setTokenized(words);
        type.setOmitNorms(!words);
        type.freeze();
        return type;
    }
}
