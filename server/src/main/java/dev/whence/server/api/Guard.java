package dev.whence.server.api;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages of others away from a server without log-in. A server on a loopback address answers only to names of
 * this machine, so that no page can reach it through a name of its own that points here (DNS rebinding); and a page of
 * another origin may not send anything.
 */
final class Guard {
    private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "[0:0:0:0:0:0:0:1]");

    private final boolean localOnly;
    private final String host;

    Guard(String host) {
        this.host = host.toLowerCase(Locale.ROOT);
        this.localOnly = isLoopback(host);
    }

    /** @throws Problem when the request must not be answered */
    void check(Context exchange) {
        String named = nameOf(exchange.header("Host"));
        if (localOnly && !isLocal(named)) {
            throw new Problem(
                    421,
                    "this server listens on " + host + " only and does not answer to \"" + named
                            + "\"; use http://localhost or http://127.0.0.1, or start it with another host");
        }
        String origin = exchange.header("Origin");
        if (origin != null && !isRead(exchange.method().name()) && !isSame(origin, exchange.header("Host"))) {
            throw new Problem(403, "pages of " + origin + " may not send anything to this server");
        }
    }

    static void addHeaders(Context exchange) {
        exchange.header("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'");
        exchange.header("X-Content-Type-Options", "nosniff");
        exchange.header("Referrer-Policy", "no-referrer");
        exchange.header("Cross-Origin-Resource-Policy", "same-origin");
    }

    private boolean isLocal(String name) {
        return LOCAL_NAMES.contains(name)
                || name.endsWith(".localhost")
                || name.equals(host)
                || name.startsWith("127.") && name.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }

    private static boolean isRead(String method) {
        return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    }

    private static boolean isSame(String origin, @Nullable String host) {
        int scheme = origin.indexOf("://");
        return scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(host);
    }

    /** The header without its port, in lower case. */
    private static String nameOf(@Nullable String header) {
        String name = header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
        int colon = name.lastIndexOf(':');
        return colon > name.lastIndexOf(']') ? name.substring(0, colon) : name;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // Binding will fail and say so.
        }
    }
}
