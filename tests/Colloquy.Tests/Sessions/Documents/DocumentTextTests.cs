using System.Text;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests.Sessions;

/// <summary>What editors, mail and other programs do to a text file does no harm to a document; what changes a line does.</summary>
public sealed class DocumentTextTests
{
    private static readonly SessionKey Key = new("chat", "ada");

    public static TheoryData<string> Harmless => ["as it is", "mark", "CRLF", "mark and CRLF", "no end of the last line", "one blank line", "blank lines", "blank lines of spaces", "CRLF and blank lines", "mark, CRLF, blank lines, no end"];

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task A_document_that_was_saved_as_text_is_read(string how)
    {
        foreach (var piece in (int[])[1, 7, 64 * 1024])
        {
            var store = new InMemorySessionStore();
            using var document = new Trickle(Change(await ExportAsync(), how), piece);

            var session = await store.ImportAsync(document);

            Assert.Equal(["Grüß Gott\r\nund 👍", "Yes."], (await session.GetItemsAsync()).Select(item => item.Text));
            Assert.Equal(3, session.Record.Tip.Value);
        }
    }

    [Theory]
    [InlineData(SessionDocumentFailure.Malformed, 1, "UTF-16 with a mark")]
    [InlineData(SessionDocumentFailure.Malformed, 1, "UTF-16, the other way round")]
    [InlineData(SessionDocumentFailure.Malformed, 1, "a blank line before")]
    [InlineData(SessionDocumentFailure.Malformed, 2, "a blank line between")]
    [InlineData(SessionDocumentFailure.Malformed, 0, "a line behind the blank lines")]
    [InlineData(SessionDocumentFailure.Altered, 0, "a blank within a line")]
    [InlineData(SessionDocumentFailure.Altered, 0, "CRLF within a text")]
    public async Task A_document_whose_lines_were_changed_is_refused(SessionDocumentFailure failure, int line, string how)
    {
        var store = new InMemorySessionStore();
        using var document = new MemoryStream(Change(await ExportAsync(), how));

        var refusal = await Assert.ThrowsAsync<SessionDocumentException>(() => store.ImportAsync(document));

        Assert.Equal(failure, refusal.Failure);
        if (line > 0)
            Assert.Equal(line, refusal.Line);
        Assert.Equal(how.StartsWith("UTF-16", StringComparison.Ordinal), refusal.Message.Contains("is UTF-16", StringComparison.Ordinal));
        Assert.Null(await store.GetAsync(Key));
    }

    private static byte[] Change(string document, string how) => how switch
    {
        "as it is" => Bytes(document),
        "mark" => Bytes("\uFEFF" + document),
        "CRLF" => Bytes(document.Replace("\n", "\r\n", StringComparison.Ordinal)),
        "mark and CRLF" => Bytes("\uFEFF" + document.Replace("\n", "\r\n", StringComparison.Ordinal)),
        "no end of the last line" => Bytes(document.TrimEnd('\n')),
        "one blank line" => Bytes(document + "\n"),
        "blank lines" => Bytes(document + "\n\n\n"),
        "blank lines of spaces" => Bytes(document + "  \n\t\n "),
        "CRLF and blank lines" => Bytes(document.Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n\r\n"),
        "mark, CRLF, blank lines, no end" => Bytes("\uFEFF" + document.Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n   "),
        "UTF-16 with a mark" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(document)],
        "UTF-16, the other way round" => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(document)],
        "a blank line before" => Bytes("\n" + document),
        "a blank line between" => Bytes(document.Insert(document.IndexOf('\n', StringComparison.Ordinal), "\n")),
        "a line behind the blank lines" => Bytes(document + "\n\n" + document),
        "a blank within a line" => Bytes(document.Insert(1, " ")),
        "CRLF within a text" => Bytes(document.Replace("\\r\\n", "\\n", StringComparison.Ordinal)),
        _ => throw new ArgumentOutOfRangeException(nameof(how), how, null),
    };

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static readonly Lazy<Task<string>> Document = new(async () =>
    {
        var session = await new InMemorySessionStore().OpenAsync(Key);
        await session.AddAsync([new ChatMessage(ChatRole.User, "Grüß Gott\r\nund 👍"), new ChatMessage(ChatRole.Assistant, "Yes.")]);
        return await ExportAsync(session);
    });

    private static Task<string> ExportAsync() => Document.Value;

    private static async Task<string> ExportAsync(Session session)
    {
        using var document = new MemoryStream();
        await session.Documents.ExportAsync(document);
        return Encoding.UTF8.GetString(document.ToArray());
    }

    /// <summary>A stream that gives a few bytes at a time.</summary>
    private sealed class Trickle(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
