package dev.whence.indexer.mapping;

import java.io.IOException;
import java.io.Reader;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharFilter;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.standard.StandardTokenizer;

/**
 * Cuts texts into words by Unicode's rules, and further at the dots, underscores and colons of code and names, so that
 * {@code SocketTimeoutException} is found in {@code java.net.SocketTimeoutException}. Lower case; no stemming and no stop
 * words, for causes hide in exact words. Safe for any thread.
 */
public final class WordAnalyzer extends Analyzer {
    @Override
    protected Reader initReader(String fieldName, Reader reader) {
        return new Separators(reader);
    }

    @Override
    protected Reader initReaderForNormalization(String fieldName, Reader reader) {
        return reader;
    }

    @Override
    protected TokenStreamComponents createComponents(String fieldName) {
        Tokenizer words = new StandardTokenizer();
        return new TokenStreamComponents(words, new LowerCaseFilter(words));
    }

    @Override
    protected TokenStream normalize(String fieldName, TokenStream in) {
        return new LowerCaseFilter(in);
    }

    /** Gives a space for each character that joins words; positions stay as they are. */
    private static final class Separators extends CharFilter {
        Separators(Reader in) {
            super(in);
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            int read = input.read(buffer, offset, length);
            for (int i = offset; i < offset + read; i++) {
                char c = buffer[i];
                if (c == '_' || c == '.' || c == ':') {
                    buffer[i] = ' ';
                }
            }
            return read;
        }

        @Override
        protected int correct(int offset) {
            return offset;
        }
    }
}
