namespace Colloquy;

/// <summary>Specifies the format of a transcript.</summary>
public enum TranscriptFormat
{
    /// <summary>A JSON object in each line, for tools.</summary>
    JsonLines = 0,

    /// <summary>Markdown, in which what was said is escaped: it is shown as it was said.</summary>
    Markdown = 1,

    /// <summary>One HTML file, which needs no network and no script. What was said is encoded: none of it becomes markup or a link.</summary>
    Html = 2,
}
