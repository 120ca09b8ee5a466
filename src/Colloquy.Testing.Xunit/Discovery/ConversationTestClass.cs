using Colloquy.Testing.Plans;
using Colloquy.Testing.Running;
using Xunit.Sdk;
using Xunit.v3;

namespace Colloquy.Testing.Discovery;

/// <summary>The class of a conversation for one variant. To xunit, the variants are classes of their own, with fixtures of their own.</summary>
/// <remarks>The interfaces are implemented again, since the members of the base class are not virtual.</remarks>
internal sealed class ConversationTestClass : XunitTestClass, IXunitTestClass, IXunitSerializable
{
#pragma warning disable CS0618 // The deserializer calls it.
    public ConversationTestClass()
    {
    }
#pragma warning restore CS0618

    public ConversationTestClass(ConversationPlan plan, IXunitTestCollection collection, string? variant)
        : base(plan.TestClass, collection, UniqueIDGenerator.ForTestClass(collection.UniqueID, $"{plan.TestClass.FullName} {plan.Names.FullName(variant)}")) => Variant = variant;

    public string? Variant { get; private set; }

    /// <summary>First, so that it hears of every method, also when another fixture fails.</summary>
    IReadOnlyCollection<Type> IXunitTestClass.ClassFixtureTypes => [typeof(ConversationFixture), .. ClassFixtureTypes];

    ITestMethodOrderer ICoreTestClass.TestMethodOrderer => TurnOrderer.Instance;

    IReadOnlyDictionary<string, IReadOnlyCollection<string>> ITestClassMetadata.Traits
    {
        get
        {
            Dictionary<string, IReadOnlyCollection<string>> traits = new(Traits, StringComparer.OrdinalIgnoreCase);
            Add("Conversation", ConversationPlan.Of(Class).Names.Name);
            Add("Variant", Variant);
            return traits;

            void Add(string name, string? value)
            {
                if (value is not null)
                    traits[name] = [.. traits.GetValueOrDefault(name, []), value];
            }
        }
    }

    void IXunitSerializable.Serialize(IXunitSerializationInfo info)
    {
        Serialize(info);
        info.AddValue("variant", Variant);
    }

    void IXunitSerializable.Deserialize(IXunitSerializationInfo info)
    {
        Deserialize(info);
        Variant = info.GetValue<string>("variant");
    }
}
