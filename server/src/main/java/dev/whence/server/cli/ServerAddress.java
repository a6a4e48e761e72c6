package dev.whence.server.cli;

import java.net.URI;
import java.net.URISyntaxException;

/** Where a server answers, as its users write it. */
final class ServerAddress {
    static final String DEFAULT = "http://127.0.0.1:7070";

    private ServerAddress() {}

    /**
     * The address without a slash at the end.
     *
     * @param text with or without {@code http://}; empty for the default
     * @throws Failure when it is no address
     */
    static String of(String text) {
        if (text.isBlank()) {
            return DEFAULT;
        }
        String address = text.strip().replaceFirst("/+$", "");
        String whole = address.contains("://") ? address : "http://" + address;
        try {
            URI uri = new URI(whole);
            if (uri.getHost() != null
                    && (uri.getScheme().equals("http") || uri.getScheme().equals("https"))) {
                return whole;
            }
        } catch (URISyntaxException e) {
            throw complaint(text);
        }
        throw complaint(text);
    }

    private static Failure complaint(String text) {
        return Failure.wrongUsage(text + " is no address of a server; write it like " + DEFAULT);
    }
}
