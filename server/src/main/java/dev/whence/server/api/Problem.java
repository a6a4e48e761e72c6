package dev.whence.server.api;

import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;

/** Why a request cannot be answered as it is put (RFC 9457); the detail tells the sender what to change. */
final class Problem extends RuntimeException {
    static final String CONTENT_TYPE = "application/problem+json";

    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String detail;
    private final transient Map<String, Object> more = new LinkedHashMap<>();
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    Problem(int status, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.detail = detail;
    }

    static Problem badRequest(String detail) {
        return new Problem(400, detail);
    }

    /** Adds a member beside those of the standard: a text, number, or a list or map of such. */
    Problem with(String member, Object value) {
        more.put(member, value);
        return this;
    }

    Problem withHeader(String name, String value) {
        headers.put(name, value);
        return this;
    }

    int status() {
        return status;
    }

    String detail() {
        return detail;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** The members of its JSON object. */
    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "about:blank");
        members.put("title", title(status));
        members.put("status", (long) status);
        members.put("detail", detail);
        members.putAll(more);
        return members;
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 415 -> "Unsupported Media Type";
            case 421 -> "Misdirected Request";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 503 -> "Service Unavailable";
            default -> status < 500 ? "Request Not Possible" : "Server Error";
        };
    }
}
