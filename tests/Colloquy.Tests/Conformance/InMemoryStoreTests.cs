using Colloquy.Storage.Conformance;
using Colloquy.Storage.Conformance.Xunit;

namespace Colloquy.Tests.Conformance;

public sealed class Sessions : StoreSuiteTests<SessionSuite, InMemoryHarness>;

public sealed class Keys : StoreSuiteTests<KeySuite, InMemoryHarness>;

public sealed class Commits : StoreSuiteTests<CommitSuite, InMemoryHarness>;

public sealed class Repeats : StoreSuiteTests<RepeatSuite, InMemoryHarness>;

public sealed class Refusals : StoreSuiteTests<RefusalSuite, InMemoryHarness>;

public sealed class WellFormed : StoreSuiteTests<WellFormedSuite, InMemoryHarness>;

public sealed class Branches : StoreSuiteTests<BranchSuite, InMemoryHarness>;

public sealed class Pages : StoreSuiteTests<PageSuite, InMemoryHarness>;

public sealed class Lines : StoreSuiteTests<LineSuite, InMemoryHarness>;

public sealed class Fidelity : StoreSuiteTests<FidelitySuite, InMemoryHarness>;

public sealed class ReadBack : StoreSuiteTests<ReadBackSuite, InMemoryHarness>;

public sealed class DamagedEntries : StoreSuiteTests<DamageSuite, InMemoryHarness>;

public sealed class State : StoreSuiteTests<StateSuite, InMemoryHarness>;

public sealed class Leases : StoreSuiteTests<LeaseSuite, InMemoryHarness>;

public sealed class Queues : StoreSuiteTests<QueueSuite, InMemoryHarness>;

public sealed class Fencing : StoreSuiteTests<FencingSuite, InMemoryHarness>;

public sealed class Details : StoreSuiteTests<DetailsSuite, InMemoryHarness>;

public sealed class Listings : StoreSuiteTests<ListingSuite, InMemoryHarness>;

public sealed class Directories : StoreSuiteTests<DirectorySuite, InMemoryHarness>;

public sealed class Approvals : StoreSuiteTests<ApprovalSuite, InMemoryHarness>;

public sealed class Usage : StoreSuiteTests<UsageSuite, InMemoryHarness>;

public sealed class Ledgers : StoreSuiteTests<LedgerSuite, InMemoryHarness>;

public sealed class Searches : StoreSuiteTests<SearchSuite, InMemoryHarness>;

public sealed class OwnerStates : StoreSuiteTests<OwnerStateSuite, InMemoryHarness>;

public sealed class Scopes : StoreSuiteTests<ScopeSuite, InMemoryHarness>;

public sealed class Memories : StoreSuiteTests<MemorySuite, InMemoryHarness>;

public sealed class Recalls : StoreSuiteTests<RecallSuite, InMemoryHarness>;

public sealed class Retention : StoreSuiteTests<RetentionSuite, InMemoryHarness>;

public sealed class Holds : StoreSuiteTests<HoldSuite, InMemoryHarness>;

public sealed class Verification : StoreSuiteTests<VerificationSuite, InMemoryHarness>;

public sealed class Erasure : StoreSuiteTests<ErasureSuite, InMemoryHarness>;

public sealed class Audit : StoreSuiteTests<AuditSuite, InMemoryHarness>;

public sealed class Access : StoreSuiteTests<AccessSuite, InMemoryHarness>;

public sealed class Concurrency : StoreSuiteTests<ConcurrencySuite, InMemoryHarness>;

public sealed class Properties : StoreSuiteTests<PropertySuite, InMemoryHarness>;

public sealed class Histories : StoreSuiteTests<HistorySuite, InMemoryHarness>;

public sealed class Consistency : StoreSuiteTests<ConsistencySuite, InMemoryHarness>;

public sealed class Documents : StoreSuiteTests<DocumentSuite, InMemoryHarness>;

public sealed class Followers : StoreSuiteTests<FollowingSuite, InMemoryHarness>;

public sealed class Agents : StoreSuiteTests<AgentSuite, InMemoryHarness>;

public sealed class Lifecycle : StoreSuiteTests<LifecycleSuite, InMemoryHarness>;

public sealed class Limits : StoreSuiteTests<LimitSuite, InMemoryHarness>;

public sealed class Copies : StoreSuiteTests<CopySuite, InMemoryHarness>;

public sealed class OwnerCopies : StoreSuiteTests<OwnerCopySuite, InMemoryHarness>;

public sealed class Rewritings : StoreSuiteTests<RewritingSuite, InMemoryHarness>;

public sealed class Signals : StoreSuiteTests<SignalSuite, InMemoryHarness>;

public sealed class Transformed : TransformedStoreTests<InMemoryHarness>;

public sealed class Coverage : EverySuiteIsCovered<InMemoryHarness>;
