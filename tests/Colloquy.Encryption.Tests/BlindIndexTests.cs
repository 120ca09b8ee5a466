using Colloquy.Encryption.Tests.Conformance;
using Colloquy.Sqlite;
using Colloquy.Storage.Conformance;
using Microsoft.Extensions.AI;

namespace Colloquy.Encryption.Tests;

/// <summary>A blind index finds what the logs say, and has no word of it.</summary>
public sealed class BlindIndexTests : IDisposable
{
    private static readonly EncryptionOptions Blind = new() { BlindIndex = true };

    private readonly SqliteFile _file = new();
    private readonly KeyRing _ring = Rings.New("k1");

    public static TheoryData<string> SearchCases => [.. new SearchSuite().CasesFor(new BlindHarness()).Select(found => found.Name)];

    public void Dispose()
    {
        _file.Dispose();
        _ring.Dispose();
    }

    [Theory(Timeout = 180_000)]
    [MemberData(nameof(SearchCases))]
    public async Task Searches_find_what_they_find_without_encryption(string caseName)
    {
        await using var harness = new BlindHarness();
        await new SearchSuite().Cases.Single(found => found.Name == caseName).RunAsync(harness, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Words_phrases_and_beginnings_are_found_and_the_index_has_tokens_only()
    {
        await using (var store = await _file.OpenAsync(_ring, Blind))
        {
            foreach (var user in (string[])["ada", "ben"])
                await (await store.OpenAsync(new SessionKey("one", user))).AddAsync([new(ChatRole.User, "The axolotl leaks again."), new(ChatRole.Assistant, "Send the ocelot again.")]);
            var session = await store.OpenAsync(new SessionKey("one", "ada"));

            foreach (var (query, count) in ((string, int)[])[("axolotl", 1), ("again", 2), ("\"leaks again\"", 1), ("\"again leaks\"", 0), ("axo*", 1), ("axo", 0), ("axolotl ocelot", 0)])
                Assert.Equal((query, count), (query, (await session.SearchAsync(query)).Total));
            Assert.Equal(2, (await store.SearchAllAsync("axolotl", SessionSelection.All)).Total);
            Assert.Empty((await store.SearchAsync("nobody said so", new SessionOwner("ada"))).Hits);
        }

        var texts = _file.Dump("search_texts");
        Assert.NotEqual("", texts);
        Assert.DoesNotContain("axolotl", texts, StringComparison.OrdinalIgnoreCase);
        foreach (var path in Directory.GetFiles(_file.Folder))
            Assert.DoesNotContain("axolotl", System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path)), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_index_is_not_used_unless_it_is_asked_for()
    {
        await using var store = await _file.OpenAsync(_ring);

        Assert.Null(((ISessionStore)store).GetService<ISearchIndex>());
        Assert.NotNull(((ISessionStore)await _file.OpenAsync(_ring, Blind)).GetService<ISearchIndex>());
    }

    private sealed class BlindHarness : StoreHarness
    {
        private readonly SqliteHarness _inner = new();
        private readonly KeyRing _ring = Rings.New("k1");

        public override StoreTraits Traits => _inner.Traits & ~StoreTraits.Search;

        public override bool IsWrapper => true;

        public override async ValueTask<ISessionStore> OpenAsync(TimeProvider clock, CancellationToken cancellationToken = default) =>
            await EncryptedSessionStore.OpenAsync(await _inner.OpenAsync(clock, cancellationToken), _ring, new EncryptionOptions { BlindIndex = true }, cancellationToken);

        public override async ValueTask DisposeAsync()
        {
            await _inner.DisposeAsync();
            _ring.Dispose();
        }
    }
}
