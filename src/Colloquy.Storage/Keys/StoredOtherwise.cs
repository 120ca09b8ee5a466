namespace Colloquy.Storage;

/// <summary>How what is stored differs from what came in.</summary>
[Flags]
internal enum StoredOtherwise
{
    No = 0,

    /// <summary>U+FFFD stands in place of lone surrogates, or of bytes that are no UTF-8.</summary>
    Text = 1,

    /// <summary>JSON that is nested too deeply is kept as text.</summary>
    Depth = 2,

    /// <summary>What has no stored form is left out, or stands as the name of its type.</summary>
    Form = 4,
}
