using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Colloquy.Cli;

/// <summary>Writes a place in a listing as a word that can be given back on the command line.</summary>
internal static class ListCursor
{
    public static string Write(SessionCursor cursor)
    {
        string[] parts = [cursor.UpdatedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), cursor.Key.App, UserText.Write(cursor.Key.User), cursor.Key.Id];
        return Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(parts, CliJsonContext.Default.StringArray));
    }

    public static SessionCursor Read(string text)
    {
        try
        {
            if (JsonSerializer.Deserialize(Base64Url.DecodeFromChars(text), CliJsonContext.Default.StringArray) is [var time, var app, var user, var id])
                return new SessionCursor(DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(time, CultureInfo.InvariantCulture)), new SessionKey(id, UserText.Read(user), app));
        }
        catch (Exception e) when (e is FormatException or JsonException or OverflowException or ArgumentException or ColloquyException)
        {
            // Said below, as for a list of another length.
        }

        throw new CliException(ExitCode.Usage, "--after wants the word that an earlier listing ended with.");
    }
}
