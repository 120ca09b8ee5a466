using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Colloquy.Encryption;

/// <summary>Puts a keyed token in the place of each word, so that a search index of the inner store finds words without having them.</summary>
/// <remarks>A token says which messages of an owner have the same word, how often and where, and not which word it is. Owners have different tokens for the same word.</remarks>
internal sealed class BlindSearchIndex(ISearchIndex inner, OwnerKeyVault owners) : ISearchIndex
{
    private const int TokenSize = 10;

    /// <summary>Whole words and phrases of one owner: the beginning of a word has another token than the word, and so has a word of another owner. While an owner is given a new key, a word has two.</summary>
    public bool CanMatch(SearchMatching matching)
    {
        ArgumentNullException.ThrowIfNull(matching);
        return matching.Selection.Owner is { } owner && !owners.IsKnownToHaveSeveral(owner) && matching.Terms.All(term => !term.IsPrefix) && inner.CanMatch(matching);
    }

    public ValueTask<IReadOnlyList<SearchLag>> FindLagsAsync(SessionSelection selection, SessionKey? after, int limit, CancellationToken cancellationToken = default) =>
        inner.FindLagsAsync(selection, after, limit, cancellationToken);

    public ValueTask<long> CountLagAsync(SessionSelection selection, CancellationToken cancellationToken = default) => inner.CountLagAsync(selection, cancellationToken);

    public async ValueTask<int> AddAsync(IReadOnlyList<SearchAddition> additions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(additions);
        var hidden = new SearchAddition[additions.Count];
        for (var i = 0; i < hidden.Length; i++)
        {
            var addition = additions[i];
            using var keys = await owners.UseAsync(addition.Key.Owner, isFresh: false, cancellationToken).ConfigureAwait(false);
            hidden[i] = addition with { Texts = [.. addition.Texts.Select(text => text with { Words = Hide(keys.Newest, text.Words.Span) })] };
        }

        return await inner.AddAsync(hidden, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<SearchCandidate>> MatchAsync(SearchMatching matching, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(matching);
        if (matching.Selection.Owner is not { } owner || matching.Terms.Any(term => term.IsPrefix))
            throw new NotSupportedException("A blind index finds whole words and phrases of one owner. Ask CanMatch first, and read the logs otherwise.");

        using var keys = await owners.FindAsync(owner, cancellationToken).ConfigureAwait(false);
        if (keys is null)
            return [];
        if (keys.All.Count == 1)
            return await inner.MatchAsync(Hide(keys.Newest, matching), cancellationToken).ConfigureAwait(false);

        // A message is in the index by the tokens of one key.
        List<SearchCandidate> found = [];
        foreach (var key in keys.All)
            found.AddRange(await inner.MatchAsync(Hide(key, matching), cancellationToken).ConfigureAwait(false));
        return [.. found.OrderByDescending(match => match.At).Take(matching.Limit)];
    }

    public ValueTask ForgetAsync(SessionKey? key, CancellationToken cancellationToken = default) => inner.ForgetAsync(key, cancellationToken);

    public void Follow(Func<SessionKey, CancellationToken, IAsyncEnumerable<long>> catchUp) => inner.Follow(catchUp);

    private static SearchMatching Hide(OwnerKey key, SearchMatching matching) =>
        matching with { Terms = [.. matching.Terms.Select(term => new SearchTerm([.. term.Words.Select(word => TokenOf(key, Encoding.UTF8.GetBytes(word)))], isPrefix: false))] };

    private static byte[] Hide(OwnerKey key, ReadOnlySpan<byte> words)
    {
        var tokens = new ArrayBufferWriter<byte>((words.Count((byte)' ') + 1) * ((2 * TokenSize) + 1));
        foreach (var range in words.Split((byte)' '))
        {
            if (tokens.WrittenCount > 0)
                tokens.Write(" "u8);
            tokens.Write(Encoding.ASCII.GetBytes(TokenOf(key, words[range])));
        }

        return tokens.WrittenSpan.ToArray();
    }

    /// <summary>The token of a word: 80 bits of its hash under the owner's key, in hexadecimal digits.</summary>
    private static string TokenOf(OwnerKey key, ReadOnlySpan<byte> word)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Words, word, hash);
        return Convert.ToHexStringLower(hash[..TokenSize]);
    }
}
