using System.Text;

namespace Colloquy.Testing;

/// <summary>Reads rows of CSV (RFC 4180): fields parted by commas, quoted where they contain commas, quotes or new lines.</summary>
internal static class CsvRows
{
    public static IEnumerable<IReadOnlyList<string>> Read(string csv)
    {
        List<string> row = [];
        var field = new StringBuilder();
        var (quoted, line, any) = (false, 1, false);
        for (var at = csv.StartsWith('\uFEFF') ? 1 : 0; at < csv.Length; at++)
        {
            var character = csv[at];
            line += character == '\n' ? 1 : 0;
            if (quoted)
            {
                if (character != '"')
                    field.Append(character);
                else if (at + 1 < csv.Length && csv[at + 1] == '"')
                    field.Append(csv[++at]);
                else if (at + 1 == csv.Length || csv[at + 1] is ',' or '\r' or '\n')
                    quoted = false;
                else
                    throw new InvalidDataException($"Line {line} has text after a closing quote. Write a quote within a field twice.");
                continue;
            }

            switch (character)
            {
                case '"' when field.Length == 0:
                    (quoted, any) = (true, true);
                    break;
                case '"':
                    throw new InvalidDataException($"Line {line} has a quote within a field that is not quoted.");
                case ',':
                    EndField();
                    any = true;
                    break;
                case '\r' when at + 1 < csv.Length && csv[at + 1] == '\n':
                    break;
                case '\n' or '\r':
                    if (any || field.Length > 0)
                    {
                        EndField();
                        yield return row;
                        (row, any) = ([], false);
                    }

                    break;
                default:
                    field.Append(character);
                    break;
            }
        }

        if (quoted)
            throw new InvalidDataException("The last quoted field is not closed. The file is cut, or a quote is missing.");
        if (any || field.Length > 0)
        {
            EndField();
            yield return row;
        }

        void EndField()
        {
            row.Add(field.ToString());
            field.Clear();
        }
    }
}
