package dev.whence.appender;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Makes of a server's address the address that takes records. */
final class Endpoint {
    private static final String PATH = "/api/v1/records";

    private Endpoint() {}

    /** Empty when the text is not an HTTP address. The full address of the endpoint is taken as well. */
    static Optional<URI> of(String url) {
        String base = url.strip();
        while (base.endsWith("/")) {
            base = base.substring(0, base.length() - 1);
        }
        try {
            URI uri = new URI(base.endsWith(PATH) ? base : base + PATH);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            return http && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
