using System.Globalization;

namespace Colloquy;

/// <summary>Writes messages as one HTML page, for people.</summary>
/// <remarks>The page has no link, no script and no address. Each text goes through <see cref="HtmlText"/>; what is written by <see cref="TranscriptWriter.Raw"/> is the page's own.</remarks>
internal sealed class HtmlTranscript(Stream stream) : ReadableTranscript(stream)
{
    protected override void WriteTitle(string title, IEnumerable<(string Name, string Value)> about)
    {
        Raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"");
        HtmlText.Write(HtmlStyle.Policy, Output);
        Raw("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
        HtmlText.Write(title, Output);
        Raw("</title>\n<style>");
        Raw(HtmlStyle.Sheet);
        Raw("</style>\n</head>\n<body>\n<header>\n");
        Element("h1", title, " dir=\"auto\"");
        Raw("<dl>\n");
        foreach (var (name, value) in about)
        {
            Element("dt", name, " dir=\"auto\"");
            Element("dd", value, " dir=\"auto\"");
        }

        Raw("</dl>\n</header>\n<main>\n");
    }

    protected override void WriteMessage(Entry entry, EntryBody body)
    {
        Raw($"<article class=\"role-{ClassOf(entry.Subject)}\" id=\"p{Number(entry.Position)}\">\n<h3><b dir=\"auto\">");
        HtmlText.Write(entry.Subject ?? "unknown", Output);
        Raw("</b>");
        if (entry.Author is { } author)
        {
            Raw("<bdi>");
            HtmlText.Write(author, Output);
            Raw("</bdi>");
        }

        Raw($"<span class=\"at\"><time datetime=\"{TimeOf(entry.At)}\">{entry.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}</time> · {Number(entry.Position)}</span></h3>\n");
        if (body is MessageBody said)
        {
            foreach (var part in TranscriptParts.Of(said))
                Write(part);
        }

        if (TranscriptWords.Note(body) is { } note)
            WriteNote(note, isBad: body is UnreadableBody);
        Raw("</article>\n");
    }

    protected override void WriteNote(string text, bool isBad) => Element("p", text, isBad ? " class=\"bad\"" : " class=\"note\"");

    protected override void WriteTurn(int number) => Raw($"<h2>Turn {number.ToString(CultureInfo.InvariantCulture)}</h2>\n");

    public override void End(long written)
    {
        Raw("</main>\n<footer>");
        HtmlText.Write(TranscriptWords.End(written), Output);
        Raw("</footer>\n</body>\n</html>\n");
    }

    private static string ClassOf(string? role) => role is "user" or "assistant" or "tool" or "system" ? role : "other";

    private static string Number(Position position) => position.Value.ToString(CultureInfo.InvariantCulture);

    private void Write(TranscriptPart part)
    {
        switch (part)
        {
            case TranscriptPart.Text text:
                Element("div", text.Value, " class=\"text\" dir=\"auto\"");
                break;

            case TranscriptPart.Reasoning thought:
                Element("div", thought.Value, " class=\"text thought\" dir=\"auto\"");
                break;

            case TranscriptPart.Call call:
                Head("Calls ", call.Name, $" ({call.Id})");
                if (call.Arguments is { } arguments)
                    Element("pre", arguments, " dir=\"auto\"");
                break;

            case TranscriptPart.Result result:
                Head("Result of ", result.Id, TranscriptWords.Describe(result));
                break;

            case TranscriptPart.Data data:
                Element("pre", data.Value, " dir=\"auto\"");
                break;

            case TranscriptPart.Error error:
                Element("p", $"Failed: {error.Value}", " class=\"bad\" dir=\"auto\"");
                break;

            case TranscriptPart.Attachment attachment:
                Head("Attachment ", attachment.Name, $": {TranscriptWords.Describe(attachment)}");
                break;
        }
    }

    private void Head(string what, string name, string more)
    {
        Raw($"<p class=\"part\">{what}<b dir=\"auto\">");
        HtmlText.Write(name, Output);
        Raw("</b><bdi>");
        HtmlText.Write(more, Output);
        Raw("</bdi></p>\n");
    }

    private void Element(string name, string text, string attributes = "")
    {
        Raw($"<{name}{attributes}>");
        HtmlText.Write(text, Output);
        Raw($"</{name}>\n");
    }
}
