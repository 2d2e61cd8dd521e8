package shop.tools.client;

import java.util.Optional;

/**
 * Puts the lines of an event stream together to events. Source: WHATWG HTML, section 9.2.6.
 *
 * <p>Not safe for use by several threads.
 */
final class ServerSentEvents {

    /** @param id as of the last {@code id:} line, which may belong to an earlier event; empty if there was none */
    record Event(String id, String name, String data) {}

    private String id = "";
    private String name = "";
    private final StringBuilder data = new StringBuilder();

    /** @return the event this line completes, if it completes one */
    Optional<Event> line(String line) {
        if (line.isEmpty()) {
            return dispatch();
        }
        int colon = line.indexOf(':');
        if (colon == 0) {
            return Optional.empty();
        }
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        field(field, value.startsWith(" ") ? value.substring(1) : value);
        return Optional.empty();
    }

    private void field(String field, String value) {
        switch (field) {
            case "id" -> id = value;
            case "event" -> name = value;
            case "data" -> data.append(value).append('\n');
            default -> {
                // "retry" and fields of later standards: ignored, as the standard demands.
            }
        }
    }

    private Optional<Event> dispatch() {
        String text = data.toString();
        String type = name.isEmpty() ? "message" : name;
        data.setLength(0);
        name = "";
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(new Event(id, type, text.substring(0, text.length() - 1)));
    }
}
