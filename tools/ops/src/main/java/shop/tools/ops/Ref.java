package shop.tools.ops;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A letter or job of one service, such as {@code order/17}: services give the same numbers. */
record Ref(String service, String id) {

    static final class Converter implements ITypeConverter<Ref> {

        @Override
        public Ref convert(String text) {
            String[] parts = text.split("/", 2);
            if (parts.length != 2 || parts[0].isEmpty() || !parts[1].matches("[A-Za-z0-9-]{1,64}")) {
                throw new TypeConversionException("must be like order/17 and is " + text);
            }
            return new Ref(parts[0], parts[1]);
        }
    }

    @Override
    public String toString() {
        return service + "/" + id;
    }
}
