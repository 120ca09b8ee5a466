using System.Security.Cryptography;
using System.Text;

namespace Colloquy.Testing;

/// <summary>Puts text of a conversation between two lines that the text does not contain, so that a model can be told where data begins and ends.</summary>
internal sealed class Fence
{
    private Fence(string marker, string text) => (Marker, Text) = (marker, text);

    /// <summary>Gets the line that opens and closes the fence. It depends on the text alone, so that the same request is the same again.</summary>
    public string Marker { get; }

    /// <summary>Gets the text with its fence.</summary>
    public string Text { get; }

    public static Fence Around(string text)
    {
        for (var salt = 0; ; salt++)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{salt}\n{text}")))[..16];
            var marker = $"=====data-{hash}=====";
            if (!text.Contains(hash, StringComparison.OrdinalIgnoreCase))
                return new Fence(marker, $"{marker}\n{text}\n{marker}");
        }
    }
}
