using System.Globalization;

namespace Colloquy;

/// <summary>Writes messages as Markdown, for people.</summary>
/// <remarks>Each text goes through <see cref="MarkdownText"/>; what is written by <see cref="TranscriptWriter.Raw"/> is the transcript's own.</remarks>
internal sealed class MarkdownTranscript(Stream stream) : ReadableTranscript(stream)
{
    protected override void WriteTitle(string title, IEnumerable<(string Name, string Value)> about)
    {
        Raw("# ");
        MarkdownText.WriteInline(title, Output);
        Raw("\n\n");
        foreach (var (name, value) in about)
        {
            Raw("- ");
            MarkdownText.WriteInline(name, Output);
            Raw(": ");
            MarkdownText.WriteInline(value, Output);
            Raw("\n");
        }
    }

    protected override void WriteMessage(Entry entry, EntryBody body)
    {
        Raw("\n### ");
        MarkdownText.WriteInline(entry.Subject ?? "unknown", Output);
        if (entry.Author is { } author)
        {
            Raw(" (");
            MarkdownText.WriteInline(author, Output);
            Raw(")");
        }

        Raw($", {entry.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC, position {entry.Position.Value.ToString(CultureInfo.InvariantCulture)}\n");
        if (body is MessageBody said)
        {
            foreach (var part in TranscriptParts.Of(said))
            {
                Raw("\n");
                Write(part);
            }
        }

        if (TranscriptWords.Note(body) is { } note)
            WriteNote(note, isBad: false);
    }

    protected override void WriteNote(string text, bool isBad)
    {
        Raw("\n*");
        MarkdownText.WriteInline(text, Output);
        Raw("*\n");
    }

    protected override void WriteTurn(int number) => Raw($"\n## Turn {number.ToString(CultureInfo.InvariantCulture)}\n");

    public override void End(long written)
    {
        Raw("\n---\n\n");
        Raw(TranscriptWords.End(written));
        Raw("\n");
    }

    private void Write(TranscriptPart part)
    {
        switch (part)
        {
            case TranscriptPart.Text text:
                MarkdownText.Write(text.Value, Output);
                Raw("\n");
                break;

            case TranscriptPart.Reasoning thought:
                Raw("**Reasoning**\n\n");
                MarkdownText.Write(thought.Value, Output);
                Raw("\n");
                break;

            case TranscriptPart.Call call:
                Head("Calls", call.Name, $" ({call.Id})");
                if (call.Arguments is { } arguments)
                    Block(arguments, "json");
                break;

            case TranscriptPart.Result result:
                Head("Result of", result.Id, TranscriptWords.Describe(result));
                break;

            case TranscriptPart.Data data:
                MarkdownText.WriteBlock(data.Value, "", Output);
                break;

            case TranscriptPart.Error error:
                Head("Failed:", error.Value, "");
                break;

            case TranscriptPart.Attachment attachment:
                Head("Attachment", attachment.Name, $": {TranscriptWords.Describe(attachment)}");
                break;
        }
    }

    private void Block(string text, string language)
    {
        Raw("\n");
        MarkdownText.WriteBlock(text, language, Output);
    }

    private void Head(string what, string name, string more)
    {
        Raw($"**{what}** ");
        MarkdownText.WriteInline(name + more, Output);
        Raw("\n");
    }
}
