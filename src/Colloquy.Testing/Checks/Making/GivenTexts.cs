namespace Colloquy.Testing;

/// <summary>The texts that a check is given: at least one, and none of them blank.</summary>
internal static class GivenTexts
{
    public static IReadOnlyList<string> Of(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfZero(texts.Count, nameof(texts));
        foreach (var text in texts)
            ArgumentException.ThrowIfNullOrWhiteSpace(text, nameof(texts));
        return [.. texts];
    }
}
