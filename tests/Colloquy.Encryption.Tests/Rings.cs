namespace Colloquy.Encryption.Tests;

/// <summary>Rings of new random keys.</summary>
internal static class Rings
{
    public static KeyRing New(params string[] ids) => Of([.. ids.Select(KeyRing.CreateLine)]);

    public static KeyRing Of(params string[] lines) => KeyRing.Parse(string.Join('\n', lines), "test");
}
